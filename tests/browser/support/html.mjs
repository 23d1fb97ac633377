// HTML read twice: by a parser that follows the standard to the letter and reports every mistake,
// and, written out anew with all the tags and quotes that HTML lets authors omit, by a validator.

import { HtmlValidate, StaticConfigLoader } from "html-validate";
import { parse, serialize } from "parse5";

const validator = new HtmlValidate(
  new StaticConfigLoader({
    root: true,
    extends: ["html-validate:recommended", "html-validate:document"],
    rules: {
      // Writing out gives every attribute a value, also `hidden=""`.
      "attribute-boolean-style": "off",
      "attribute-empty-style": "off",
      // A table that is moved sideways is a named region that takes the focus; as a `section` it
      // would be one more part of the page's outline.
      "prefer-native-element": "off",
      // A form of one field is sent with Enter.
      "wcag/h32": "off",
      // Lines of foreign texts end as they end.
      "no-trailing-whitespace": "off",
      // Style and scripts come from the site itself; a sum would guard nothing, and fails from disk.
      "require-sri": "off",
      // An identifier of a standard keeps its dots; any character but a blank may stand in an id.
      "valid-id": ["error", { relaxed: true }],
      // Names from outside are as long as they are.
      "long-title": "off",
    },
  }),
);

/** What the parser finds, with the place. */
export function mistakes(text) {
  const found = [];
  const onParseError = (error) => {
    const near = text.slice(Math.max(0, error.startOffset - 30), error.endOffset + 30);
    found.push(`line ${error.startLine}: ${error.code}: ${JSON.stringify(near)}`);
  };
  const tree = parse(text, { onParseError, sourceCodeLocationInfo: true });
  return { found, tree };
}

/** What the parser and the validator find. */
export function invalid(text) {
  const { found, tree } = mistakes(text);
  const report = validator.validateStringSync(serialize(tree));
  const messages = report.results.flatMap((result) => result.messages);
  return [...found, ...messages.map((message) => `${message.ruleId}: ${message.message} (${message.selector})`)];
}
