import { asVitrineError, VitrineError } from "../errors.ts";
import { parseComponent } from "./component.ts";
import { buildLibrary, type Library } from "./library.ts";
import { compileNormalizer } from "./normalize.ts";
import { parseAddedTokens, parseObject, type JsonObject, type TokenizerFiles } from "./parse.ts";
import { compilePreTokenizer } from "./pre-tokenize.ts";
import type { ModelOptions } from "./segment.ts";
import { findSpecialIds, tokenText, type SpecialIds } from "./special-ids.ts";
import { spellingOf } from "./surface.ts";
import { compileTemplate, withToken, type Template } from "./template.ts";
import { Tokenizer, type TokenizerParts } from "./tokenizer.ts";

/**
 * Makes a tokenizer of its files' parsed JSON. Only `tokenizer.json` is needed; without
 * `tokenizer_config.json`, special tokens are recognized by their usual spelling.
 *
 * @throws VitrineError `BAD_FILE` for malformed files, `UNSUPPORTED` for parts not known here.
 */
export function loadTokenizer(files: TokenizerFiles): Tokenizer {
  try {
    return new Tokenizer(compile(files));
  } catch (error) {
    throw asVitrineError(error, "BAD_FILE", "tokenizer.json");
  }
}

function compile(files: TokenizerFiles): TokenizerParts {
  const json = parseObject(files.json, "tokenizer.json");
  if (json === null) throw new VitrineError("BAD_FILE", "tokenizer.json: missing. Fetch the file.");
  const config = parseObject(files.config, "tokenizer_config.json");
  const map = parseObject(files.specialTokensMap, "special_tokens_map.json");
  const added = parseAddedTokens(json, config);
  const library = buildLibrary(json, config ?? {}, added);
  const idOf = (token: string): number | undefined => library.model.tokens_to_ids.get(token);
  const specialIds = findSpecialIds([config, map], idOf, added);
  const template = compileTemplate(parseComponent(json.post_processor, "post_processor"));
  return {
    library,
    added,
    specialIds,
    normalize: compileNormalizer(parseComponent(json.normalizer, "normalizer")),
    preTokenize: compilePreTokenizer(parseComponent(json.pre_tokenizer, "pre_tokenizer")),
    modelOptions: modelOptionsOf(library),
    template: withConfiguredEnds(template, config, specialIds),
    spelling: spellingOf(parseComponent(json.decoder, "decoder")),
    chatTemplates: templatesOf(files.chatTemplate ?? null, config),
  };
}

function modelOptionsOf({ model, modelConfig }: Library): ModelOptions {
  const token = model.unk_token ?? tokenText(modelConfig.unk_token);
  const id = token === null ? undefined : model.tokens_to_ids.get(token);
  return {
    prefix: String(modelConfig.continuing_subword_prefix ?? ""),
    unknown: token === null || id === undefined ? null : { id, token },
    isFused: model.fuse_unk,
    hasByteFallback: modelConfig.byte_fallback === true,
  };
}

/** `add_bos_token` and `add_eos_token` overrule the template where they are given. */
function withConfiguredEnds(
  template: Template,
  config: JsonObject | null,
  { bos, eos }: SpecialIds,
): Template {
  let result = template;
  const { add_bos_token: addBos, add_eos_token: addEos } = config ?? {};
  if (typeof addBos === "boolean" && bos !== null)
    result = withToken(result, bos, "before", addBos);
  if (typeof addEos === "boolean" && eos !== null) result = withToken(result, eos, "after", addEos);
  return result;
}

/** A file of its own is meant before the config's, which may be a text or a list of named ones. */
function templatesOf(file: string | null, config: JsonObject | null): Map<string, string> {
  const listed = file ?? config?.chat_template;
  if (typeof listed === "string") return new Map([["default", listed]]);
  if (!Array.isArray(listed)) return new Map();
  const named = listed as readonly { readonly name?: unknown; readonly template?: unknown }[];
  return new Map(
    named.flatMap(({ name, template }) =>
      typeof name === "string" && typeof template === "string" ? [[name, template]] : [],
    ),
  );
}
