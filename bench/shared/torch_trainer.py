"""Trains a model step by step for `train.bench.ts`: one line in (anything) is one step, one line out its loss.

    python bench/shared/torch_trainer.py '{"config": {...}, "batch": 32, "length": 64, "threads": 2}'

Transformers' own model with dropout off, PyTorch's AdamW and clip_grad_norm_, random ids; the config is the library's.
"""

import json
import sys

import torch
from transformers import AutoConfig, AutoModelForCausalLM

asked = json.loads(sys.argv[1])
torch.set_num_threads(asked["threads"])
torch.manual_seed(1)
fields = dict(asked["config"])
config = AutoConfig.for_model(fields.pop("model_type"), **fields, bos_token_id=0, eos_token_id=0)
model = AutoModelForCausalLM.from_config(config).eval()  # no dropout, as in ours; gradients all the same
model.config.use_cache = False
adamw = torch.optim.AdamW(model.parameters(), lr=1e-3)
print("ready", flush=True)
for _ in sys.stdin:
    ids = torch.randint(config.vocab_size, (asked["batch"], asked["length"]))
    loss = model(input_ids=ids, labels=ids).loss
    loss.backward()
    torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
    adamw.step()
    adamw.zero_grad()
    print(loss.item(), flush=True)
