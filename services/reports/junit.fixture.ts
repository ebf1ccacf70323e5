/** Holds JUnit's XML against the schema that Jenkins reads it by. */
import { readFileSync } from "node:fs";
import { validateXML } from "xmllint-wasm";

const schema = readFileSync(new URL("../../tests/schemas/official/jenkins-junit-10.xsd", import.meta.url), "utf8");

/** Of a test case later schemas of Jenkins know these, and GitLab reads them. */
const LATER = / (?:file|line)="[^"]*"/g;

/** What is wrong with it, a message each. */
export async function validateJunit(xml: string): Promise<readonly string[]> {
  const { errors } = await validateXML({
    xml: { fileName: "report.xml", contents: xml.replace(LATER, "") },
    schema: { fileName: "junit.xsd", contents: schema },
  });
  return errors.map(({ message }) => message);
}
