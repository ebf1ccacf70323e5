import { expect, test } from "vitest";
import type { Language } from "./language.ts";
import { bash, dockerfile, makefile, scripts } from "./shell.ts";
import { openSource, siteOf, spelled, valuesOf } from "./source-under-test.ts";

const SOURCE = `#!/bin/bash
ALG=rsa
BITS=\${BITS:-2048}
opts=(-newkey "rsa:$BITS" -nodes)
openssl req -x509 "\${opts[@]}" | tee log
FOO=1 ssh-keygen -t $ALG -b1024 -f "k"
sudo -u root "$OPENSSL_BIN" dgst -sha1 -hmac "$key" file
ssh -o "KexAlgorithms ecdh-sha2-nistp256" -oCiphers=aes128-ctr host
"$JAVA_HOME/bin/keytool" -genkeypair --keyalg=EC
f() { local bits=\${1:-4096}; openssl genrsa $bits; }
command -v openssl dgst
echo "openssl genrsa 1"
`;

test("a command is named by its program and what it does, found behind wrappers and variables", async () => {
  const file = await openSource(bash, SOURCE);
  expect(spelled(siteOf(file, "openssl req"))).toBe("call openssl.req");
  expect(spelled(siteOf(file, "ssh-keygen"))).toBe("call ssh-keygen");
  expect(spelled(siteOf(file, "dgst"))).toBe("call openssl.-hmac.dgst");
  expect(spelled(siteOf(file, "keytool"))).toBe("call keytool.-genkeypair | keytool");
  expect(spelled(siteOf(file, "command -v openssl dgst"))).toBe("none");
  expect(spelled(siteOf(file, "openssl genrsa 1"))).toBe("none");
});

test("options are named, variables and arrays of the file resolved", async () => {
  const file = await openSource(bash, SOURCE);
  expect(valuesOf(file, siteOf(file, "openssl req"))).toBe(
    '-x509="x509", -newkey="rsa:2048", -nodes="nodes", flags=["x509", "nodes"]',
  );
  expect(valuesOf(file, siteOf(file, "ssh-keygen"))).toBe('-t="rsa", -b="1024", -f="k", flags=[]');
  expect(valuesOf(file, siteOf(file, "dgst"))).toBe('-sha1="sha1", -hmac=?, "file", flags=["sha1"]');
  expect(valuesOf(file, siteOf(file, "keytool"))).toBe('-genkeypair="genkeypair", --keyalg="EC", flags=["genkeypair"]');
  expect(valuesOf(file, siteOf(file, "genrsa"))).toBe('"4096", flags=[]');
});

test("the value of a keyed option is an object", async () => {
  const file = await openSource(bash, SOURCE);
  const option = siteOf(file, "\nssh")?.arguments.find((each) => each.name === "-o");
  const value = option && file.evaluate(option.node);
  expect(value?.kind === "object" && value.field("kexalgorithms")).toEqual({
    kind: "string",
    text: "ecdh-sha2-nistp256",
  });
  expect(value?.kind === "object" && value.field("Ciphers")).toEqual({ kind: "string", text: "aes128-ctr" });
});

const DOCKERFILE = `FROM debian:12
ARG BITS=2048
ENV PATH /x
# openssl genrsa 1
RUN --mount=type=cache,target=/c apt-get update && \\
    # a comment
    openssl genrsa -out k $BITS
RUN ["openssl", "dsaparam", "1024"]
COPY openssl genrsa
RUN <<EOF
openssl md5 f
EOF
CMD openssl s_client
`;

const MAKEFILE = `OPENSSL ?= openssl
BITS := 1024
all: openssl
\t@$(OPENSSL) genrsa -out $@ $(BITS) # x
\tfor f in a; do openssl md5 $$f; done
`;

const WORKFLOW = `on: push
jobs:
  a:
    name: openssl rand
    steps:
      - run: openssl md5 f
      - name: x
        run: |
          openssl genrsa \${{ matrix.bits }}

          openssl sha1 f
      - uses: openssl dsaparam
  b:
    script:
      - "openssl dhparam 1024"
      - |
        openssl sha256 f
    other:
      - openssl sha512 f
    command: ["openssl", "sha384", "f"]
`;

const TERRAFORM = `resource "aws_instance" "a" {
  user_data = <<-EOF
    #!/bin/bash
    openssl genrsa -out \${var.key} 1024
  EOF
  notes = <<EOT
openssl md5 f
EOT
  description = "openssl md5 f"
}
resource "null_resource" "b" {
  # command = "openssl md5 f"
  provisioner "local-exec" { 
    command = "openssl dhparam -out "f" 1024"
  }
  provisioner "remote-exec" {
    inline = [
      "openssl sha1 f", # openssl md5 f
      "openssl sha256 f",
    ]
    command = ["openssl", "dsaparam", "1024"]
  }
}
`;

test.each<[string, Language, string, readonly string[]]>([
  ["Dockerfile", dockerfile, DOCKERFILE, ["genrsa", "dsaparam", "md5", "s_client"]],
  ["Makefile", makefile, MAKEFILE, ["genrsa", "md5"]],
  ["CI file", scripts, WORKFLOW, ["md5", "genrsa", "sha1", "dhparam", "sha256", "sha384"]],
  ["Terraform file", scripts, TERRAFORM, ["genrsa", "dhparam", "sha1", "sha256", "dsaparam"]],
])("the shell in a %s stands where it stood", async (_kind, language, text, verbs) => {
  const part = language.part?.(text) ?? "";
  expect(part.length).toBe(text.length);
  expect(part.split("\n").length).toBe(text.split("\n").length);
  const file = await openSource(language, part);
  const found: string[] = [];
  for (const match of part.matchAll(/\b(?:rand|md5|sha\d+|genrsa|dsaparam|dhparam|s_client)\b/g)) {
    const site = file.siteAt(match.index);
    expect(text.slice(match.index, match.index + match[0].length)).toBe(match[0]);
    if (site) found.push(match[0]);
  }
  expect(found).toEqual(verbs);
});

test("values of the parts around a command are known to it", async () => {
  const docker = await openSource(dockerfile, dockerfile.part?.(DOCKERFILE) ?? "");
  expect(valuesOf(docker, siteOf(docker, "genrsa", 1))).toBe('-out="k", "2048", flags=[]');
  const make = await openSource(makefile, makefile.part?.(MAKEFILE) ?? "");
  expect(spelled(siteOf(make, "genrsa"))).toBe("call openssl.genrsa");
  expect(valuesOf(make, siteOf(make, "genrsa"))).toContain('"1024"');
});

test("prose and other texts hold no commands", () => {
  expect(scripts.part?.("Say openssl genrsa 1024.\n")).toBeUndefined();
  expect(scripts.part?.('command = "openssl md5 f"\n')).toBeUndefined();
  expect(scripts.part?.("# Title\n```yaml\nrun: openssl md5 f\n```\n")).toBeUndefined();
});

test.each([
  ["for a in md5 sha1; do openssl dgst -$a f; done", '-md5="-md5" or "-sha1", "f", flags=["md5", "sha1"]'],
  ['L="md5 sha1"\nfor a in $L; do openssl dgst "-$a" f; done', '-md5="-md5" or "-sha1", "f", flags=["md5", "sha1"]'],
  [
    `L=(md5 sha1)\nfor a in "\${L[@]}"; do openssl dgst "-$a" f; done`,
    '-md5="-md5" or "-sha1", "f", flags=["md5", "sha1"]',
  ],
  ["case $x in a) D=md5;; *) D=sha1;; esac\nopenssl dgst -$D f", '-md5="-md5" or "-sha1", "f", flags=["md5", "sha1"]'],
  ["if [ -z $y ]; then D=md5; else D=$y; fi\nopenssl dgst -$D f", '"-md5" or ?, "f", flags=[]'],
])("a loop or a condition names several options: %s", async (source, expected) => {
  const file = await openSource(bash, source);
  expect(valuesOf(file, siteOf(file, "dgst"))).toBe(expected);
});
