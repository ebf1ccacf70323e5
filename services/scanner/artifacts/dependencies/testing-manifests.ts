/** An example of every kind of manifest: path, text, and `name version-as-said: algorithm` of what it depends on. */

const WITH = "crypto-library-with-pqc";
const WITHOUT = "crypto-library-without-pqc";
const LIBRARY = "crypto-library";
const PLATFORM = "platform-without-pqc";

export const MANIFEST_EXAMPLES: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "web/package.json",
    `{ "engines": { "node": ">=18" },
  "scripts": { "jose": "run jose", "rsa": "echo rsa" },
  "dependencies": { "node-forge": "^1.3.1", "jose": "6.1.0", "express": "^4.0.0", "@noble/curves": "~1.4" },
  "devDependencies": { "elliptic": "6.5.4" } }`,
    [
      `node >=18: ${LIBRARY}`,
      `node-forge ^1.3.1: ${WITHOUT}`,
      `jose 6.1.0: ${WITH}`,
      `@noble/curves ~1.4: ${WITHOUT}`,
      "elliptic 6.5.4: ECDSA",
    ],
  ],
  [
    "package-lock.json",
    `{ "packages": { "": { "name": "x", "version": "1.0.0" },
    "node_modules/elliptic": {
      "version": "6.5.4",
      "resolved": "https://example.test/e.tgz"
    },
    "node_modules/a/node_modules/jose": {
      "version": "4.15.1"
    } } }`,
    ["elliptic 6.5.4: ECDSA", `jose 4.15.1: ${WITHOUT}`],
  ],
  [
    "yarn.lock",
    `# yarn lockfile v1\n\nelliptic@^6.0.0, elliptic@^6.5.3:\n  version "6.5.4"\n  resolved "x"\n\n"@noble/post-quantum@npm:^0.2.0":\n  version: 0.2.1\n`,
    ["elliptic 6.5.4: ECDSA", `@noble/post-quantum 0.2.1: ${WITH}`],
  ],
  [
    "pnpm-lock.yaml",
    "packages:\n\n  '@noble/curves@1.2.0':\n    resolution: {integrity: x}\n  /node-rsa/1.1.1:\n    dev: true\n  jose@4.14.4:\n    x: 1\n",
    [`@noble/curves 1.2.0: ${WITHOUT}`, "node-rsa 1.1.1: RSA", `jose 4.14.4: ${WITHOUT}`],
  ],
  [
    "requirements-dev.txt",
    "# cryptography==1.0\ncryptography==42.0.5 \\\n    --hash=sha256:abc\npycryptodome>=3.9,<4 ; python_version > '3'\nrsa\nPyJWT[crypto]~=2.0\nflask==1\n",
    [
      `cryptography 42.0.5: ${WITHOUT}`.replace("42.0.5", "==42.0.5"),
      `pycryptodome >=3.9,<4: ${WITHOUT}`,
      "rsa: RSA",
      `PyJWT ~=2.0: ${LIBRARY}`,
    ],
  ],
  [
    "pyproject.toml",
    `[project]\ndependencies = [\n  "cryptography>=49.0",\n  "ecdsa",\n]\n[tool.poetry.dependencies]\npynacl = "^1.5"\npycryptodome = { version = "^3.20", optional = true }\n`,
    [`pynacl ^1.5: ${LIBRARY}`, `pycryptodome ^3.20: ${WITHOUT}`, `cryptography >=49.0: ${WITH}`, "ecdsa: ECDSA"],
  ],
  [
    "setup.py",
    `setup(install_requires=["cryptography>=2.0", 'rsa<5',\n "six"])`,
    [`cryptography >=2.0: ${LIBRARY}`, "rsa <5: RSA"],
  ],
  [
    "setup.cfg",
    "[options]\ninstall_requires =\n    cryptography>=42,<43\n    six\n",
    [`cryptography >=42,<43: ${WITHOUT}`],
  ],
  [
    "pyproject.toml",
    `[project]\nname = "rsa"\nkeywords = [\n  "ecdsa",\n  "rsa",\n]\ndependencies = ["ecdsa"]\n[tool.poetry]\nname = 'rsa'\npackages = [{ include = "rsa" }]\n[[tool.poetry.source]]\nname = "rsa"\n`,
    ["ecdsa: ECDSA"],
  ],
  [
    "setup.py",
    `setup(name="rsa",\n packages=['rsa', "ecdsa"],\n keywords = "rsa",\n py_modules=["rsa"],\n install_requires=["ecdsa"])`,
    ["ecdsa: ECDSA"],
  ],
  [
    "setup.cfg",
    "[metadata]\nname = rsa\nkeywords =\n    rsa\n    ecdsa\n[options]\npackages =\n    rsa\ninstall_requires =\n    ecdsa\n",
    ["ecdsa: ECDSA"],
  ],
  [
    "environment.yml",
    "dependencies:\n  - python=3.11\n  - pip:\n    - cryptography==42.0.5\n",
    [`cryptography ==42.0.5: ${WITHOUT}`],
  ],
  [
    "Pipfile.lock",
    `{\n    "default": {\n        "cryptography": {\n            "hashes": [\n                "sha256:aa"\n            ],\n            "version": "==42.0.1"\n        }\n    }\n}`,
    [`cryptography ==42.0.1: ${WITHOUT}`],
  ],
  [
    "poetry.lock",
    `[[package]]\nname = "rsa"\nversion = "4.9"\n\n[[package]]\nname = "six"\nversion = "1.0"\n`,
    ["rsa 4.9: RSA"],
  ],
  [
    "pom.xml",
    `<project><groupId>com.jcraft</groupId><artifactId>parent</artifactId><version>1.80</version>
<dependencyManagement><dependencies><dependency><groupId>org.bouncycastle</groupId><artifactId>bcpkix-jdk18on</artifactId><version>\${project.version}</version></dependency></dependencies></dependencyManagement>
<build><plugins><plugin><artifactId>other</artifactId><version>25</version></plugin></plugins></build></project>`,
    [`org.bouncycastle:bcpkix-jdk18on 1.80: ${WITH}`],
  ],
  [
    "pom.xml",
    `<project><parent><groupId>org.example</groupId><artifactId>parent</artifactId><version>1.78.1</version></parent>
<dependencies><dependency><groupId>org.bouncycastle</groupId><artifactId>bcprov-jdk18on</artifactId><version>\${project.version}</version></dependency></dependencies>
<version>1</version></project>`,
    [`org.bouncycastle:bcprov-jdk18on 1.78.1: ${WITHOUT}`],
  ],
  [
    "pom.xml",
    `<project><properties><bc.version>1.78.1</bc.version><maven.compiler.release>17</maven.compiler.release></properties>
<dependency><groupId>org.bouncycastle</groupId><artifactId>bcprov-jdk18on</artifactId><version>\${bc.version}</version></dependency>
<dependency>
  <groupId>org.bouncycastle</groupId>
  <artifactId>bcpkix-jdk18on</artifactId>
  <version>1.80</version>
</dependency>
<!-- <dependency><groupId>com.jcraft</groupId>
<artifactId>jsch</artifactId></dependency> --></project>`,
    [
      `org.bouncycastle:bcprov-jdk18on 1.78.1: ${WITHOUT}`,
      `org.bouncycastle:bcpkix-jdk18on 1.80: ${WITH}`,
      `java 17: ${PLATFORM}`,
    ],
  ],
  [
    "app/build.gradle",
    `ext { bcVersion = '1.79' }\ndependencies {\n  implementation "org.bouncycastle:bcprov-jdk18on:$bcVersion"\n  implementation 'io.jsonwebtoken:jjwt-api:0.12.5'\n  implementation group: 'com.jcraft', name: 'jsch', version: '0.1.55'\n}\nsourceCompatibility = '11'\n`,
    [
      `org.bouncycastle:bcprov-jdk18on 1.79: ${WITH}`,
      `io.jsonwebtoken:jjwt-api 0.12.5: ${WITHOUT}`,
      `com.jcraft:jsch 0.1.55: ${WITHOUT}`,
      `java 11: ${PLATFORM}`,
    ],
  ],
  [
    "build.sbt",
    `libraryDependencies += "org.bouncycastle" % "bcprov-jdk15on" % "1.70"`,
    [`org.bouncycastle:bcprov-jdk15on 1.70: ${WITHOUT}`],
  ],
  [
    "gradle/libs.versions.toml",
    `[versions]\nbc = "1.77"\n[libraries]\nbouncy = { module = "org.bouncycastle:bcprov-jdk18on", version.ref = "bc" }\njwt = { group = "com.auth0", name = "java-jwt", version = "4.4.0" }\n`,
    [`org.bouncycastle:bcprov-jdk18on 1.77: ${WITHOUT}`, `com.auth0:java-jwt 4.4.0: ${WITHOUT}`],
  ],
  [
    "go.mod",
    "module example.test/x\n\ngo 1.23.1\ntoolchain go1.24.2\n\nrequire (\n\tgithub.com/golang-jwt/jwt/v5 v5.2.0\n\tgolang.org/x/crypto v0.31.0 // indirect\n)\nrequire github.com/cloudflare/circl v1.5.0\n",
    [
      `github.com/golang-jwt/jwt/v5 v5.2.0: ${WITHOUT}`,
      `golang.org/x/crypto v0.31.0: ${LIBRARY}`,
      `github.com/cloudflare/circl v1.5.0: ${WITH}`,
      `go 1.23.1: ${PLATFORM}`,
      `toolchain 1.24.2: ${WITH}`,
    ],
  ],
  [
    "Cargo.toml",
    `[dependencies]\nring = "0.17"\nrustls = { version = "0.23.27", default-features = false }\nserde = "1"\n[dependencies.rsa]\nversion = "0.9"\n`,
    [`ring 0.17: ${WITHOUT}`, `rustls 0.23.27: ${WITH}`, "rsa 0.9: RSA"],
  ],
  [
    "Cargo.lock",
    `[[package]]\nname = "ml-kem"\nversion = "0.2.1"\n\n[[package]]\nname = "rustls"\nversion = "0.21.0"\n`,
    [`ml-kem 0.2.1: ${WITH}`, `rustls 0.21.0: ${WITHOUT}`],
  ],
  [
    "Gemfile",
    `gem "jwt", "~> 2.7"\ngem 'rbnacl'\n# gem "ed25519"\ngem "rails"\n`,
    [`jwt ~> 2.7: ${WITHOUT}`, `rbnacl: ${WITHOUT}`],
  ],
  ["Gemfile.lock", "GEM\n  specs:\n    rbnacl (7.1.1)\n      ffi\n    rails (7.0)\n", [`rbnacl 7.1.1: ${WITHOUT}`]],
  ["x.gemspec", `s.add_dependency "net-ssh", ">= 5.0"\n`, [`net-ssh >= 5.0: ${LIBRARY}`]],
  [
    "composer.json",
    `{"require": {"php": ">=8", "phpseclib/phpseclib": "^3.0", "ext-openssl": "*"}}`,
    [`phpseclib/phpseclib ^3.0: ${WITHOUT}`, `ext-openssl *: ${LIBRARY}`],
  ],
  [
    "composer.lock",
    `{"packages": [{\n "name": "phpseclib/phpseclib",\n "version": "3.0.36" }]}`,
    [`phpseclib/phpseclib 3.0.36: ${WITHOUT}`],
  ],
  [
    "src/App.csproj",
    `<TargetFramework>net8.0</TargetFramework><PackageReference Include="BouncyCastle.Cryptography" Version="2.5.0" />
<PackageReference Include="Portable.BouncyCastle">\n  <Version>1.9.0</Version></PackageReference>`,
    [
      `BouncyCastle.Cryptography 2.5.0: ${WITH}`,
      `Portable.BouncyCastle 1.9.0: ${WITHOUT}`,
      `TargetFramework 8.0: ${PLATFORM}`,
    ],
  ],
  [
    "packages.config",
    `<packages><package id="BouncyCastle" version="1.8.1" targetFramework="net45" /></packages>`,
    [`BouncyCastle 1.8.1: ${WITHOUT}`],
  ],
  [
    "packages.lock.json",
    `{"dependencies": {"net8.0": {"SSH.NET": {\n "type": "Direct",\n "requested": "[2020.0.2, )",\n "resolved": "2020.0.2" }}}}`,
    [`SSH.NET 2020.0.2: ${WITHOUT}`],
  ],
  ["Podfile", `pod 'CryptoSwift', '~> 1.8'\npod "SwiftyRSA"\n`, [`CryptoSwift ~> 1.8: ${WITHOUT}`, "SwiftyRSA: RSA"]],
  ["Podfile.lock", "PODS:\n  - CryptoSwift (1.8.0)\n", [`CryptoSwift 1.8.0: ${WITHOUT}`]],
  [
    "Package.swift",
    `.package(url: "https://github.com/apple/swift-crypto.git", from: "3.0.0"),`,
    [`swift-crypto 3.0.0: ${LIBRARY}`],
  ],
  [
    "Package.resolved",
    `{"pins": [{"identity": "cryptoswift", "kind": "x", "location": "https://x.test", "state": {"revision": "a", "version": "1.8.1"}}]}`,
    [`cryptoswift 1.8.1: ${WITHOUT}`],
  ],
  ["pubspec.yaml", "dependencies:\n  pointycastle: ^3.7.0\n  path: any\n", [`pointycastle ^3.7.0: ${WITHOUT}`]],
  [
    "pubspec.lock",
    `packages:\n  pointycastle:\n    dependency: transitive\n    description:\n      name: pointycastle\n    source: hosted\n    version: "3.7.4"\n`,
    [`pointycastle 3.7.4: ${WITHOUT}`],
  ],
  ["mix.exs", `defp deps do\n [{:jose, "~> 1.11"}, {:phoenix, "~> 1.7"}]\nend`, [`jose ~> 1.11: ${LIBRARY}`]],
  ["mix.lock", `%{ "curve25519": {:hex, :curve25519, "1.0.5", "abc"} }`, ["curve25519 1.0.5: X25519"]],
  [
    "conanfile.txt",
    "[requires]\nopenssl/3.2.1\nzlib/1.3\nbotan/3.7.1@user/channel\n",
    [`openssl 3.2.1: ${WITHOUT}`, `botan 3.7.1: ${WITH}`],
  ],
  [
    "vcpkg.json",
    `{"dependencies": [\n  "libsodium",\n  {"name": "openssl", "version>=": "3.5.1"}\n]}`,
    [`openssl 3.5.1: ${WITH}`, `libsodium: ${LIBRARY}`],
  ],
  [
    "docker/Dockerfile.prod",
    "FROM --platform=$BUILDPLATFORM golang:1.23-alpine AS build\nFROM node:24-slim\nFROM alpine:3.22\nFROM debian:bookworm-slim\nFROM docker.io/library/ubuntu:22.04\nFROM eclipse-temurin:21-jre\nFROM scratch\n",
    [
      `golang 1.23-alpine: ${PLATFORM}`,
      `node 24-slim: ${LIBRARY}`,
      `alpine 3.22: ${WITH}`,
      `debian bookworm-slim: ${PLATFORM}`,
      `ubuntu 22.04: ${PLATFORM}`,
      `eclipse-temurin 21-jre: ${PLATFORM}`,
    ],
  ],
];
