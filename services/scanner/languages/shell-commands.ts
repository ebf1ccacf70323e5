/** What the scanner knows of command lines: which words name a command, and which of its options take a value. */

export interface CommandShape {
  /** Words behind the program that say what it does: `dgst` of `openssl dgst`. */
  readonly words: number;
  /**
   * Options that change what the command does; the first one given becomes part of the name: `openssl.-hmac.dgst`,
   * `gpg.--quick-gen-key`.
   */
  readonly modes?: ReadonlySet<string>;
  /** Options that take a value, where the others take none; without it an option takes the next word that is none. */
  readonly values?: ReadonlySet<string>;
  /** Options that take none, where `values` is absent. */
  readonly flags?: ReadonlySet<string>;
  /** Options whose value may follow without a space: `-t` of `-trsa`. */
  readonly attached?: readonly string[];
  /** Options whose value is itself a key with a value: `-o KexAlgorithms=…`, `-pkeyopt rsa_keygen_bits:2048`. */
  readonly pairs?: ReadonlySet<string>;
}

const set = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/).filter((word) => word !== ""));

const NO_OPTIONS: ReadonlySet<string> = new Set();

const OPENSSL_VALUES = set(`
  -in -out -inform -outform -key -keyform -passin -passout -pass -k -K -kfile -iv -S -iter -md -bufsize -sign -verify
  -prverify -signature -hmac -mac -macopt -sigopt -vfyopt -pkeyopt -kdfopt -newkey -keyout -subj -days -config
  -extensions -reqexts -addext -set_serial -CA -CAkey -CAserial -extfile -extensions -signkey -algorithm -name -rand
  -connect -servername -cipher -ciphersuites -curves -groups -sigalgs -client_sigalgs -cert -CAfile -CApath -port
  -accept -starttls -inkey -certfile -caname -certpbe -keypbe -macalg -v2 -v1 -v2prf -paramfile -engine -provider
  -provider-path -propquery -param_enc -conv_form -peerkey -recip -to -from -nameopt -certopt -setalias -startdate
  -enddate -policy -keyfile -dkeyfile -dcert -dkey -keylen -digest -signer -untrusted -queryfile -tspolicy -url -issuer
  -serial -cert_chain -CAform -CAkeyform -certform -multivalue-rdn -not_before -not_after -writerand -ssl_config
  -min_protocol -max_protocol -num -primes -kdf -xof -xoflen -outdir -verify_depth -seconds -bytes -multi -pkeyform`);

const OPENSSL: CommandShape = {
  words: 1,
  modes: set("-hmac -sign -verify -prverify -d"),
  values: OPENSSL_VALUES,
  pairs: set("-pkeyopt -sigopt -macopt -kdfopt"),
};

const SSH: CommandShape = {
  words: 0,
  flags: set("-4 -6 -A -a -C -f -G -g -K -k -M -N -n -q -s -T -t -tt -V -v -vv -vvv -X -x -Y -y -r -p"),
  attached: ["-o", "-c", "-m"],
  pairs: set("-o"),
};

const DIGEST: CommandShape = { words: 0, values: set("-a --algorithm -s") };

const SHAPES: Readonly<Record<string, CommandShape>> = {
  openssl: OPENSSL,
  libressl: OPENSSL,
  "ssh-keygen": {
    words: 0,
    flags: set("-q -y -l -A -B -c -e -i -p -h -H -v -L -U -k -u"),
    attached: ["-t", "-b"],
  },
  ssh: SSH,
  scp: SSH,
  sftp: SSH,
  rsync: { words: 0 },
  keytool: {
    words: 0,
    flags: set(
      "-noprompt -v -rfc -trustcacerts -protected -genkeypair -genkey -genseckey -importcert -exportcert -list",
    ),
    modes: set("-genkeypair -genkey -genseckey -selfcert -certreq -gencert"),
  },
  jarsigner: { words: 0, flags: set("-verbose -verify -strict -certs") },
  gpg: {
    words: 0,
    flags: set(`--batch --yes --no-tty -q --quiet -a --armor -c --symmetric -e --encrypt -s --sign -d --decrypt -b
      --detach-sign --clearsign --gen-key --full-gen-key --full-generate-key --generate-key --import -v --verify`),
    modes: set("--quick-gen-key --quick-generate-key --quick-add-key --quick-addkey"),
  },
  gpg2: { words: 0, flags: set("--batch --yes -a --armor -c --symmetric -e --encrypt -s --sign -d --decrypt") },
  certbot: {
    words: 0,
    flags: set("-n --nginx --apache --standalone --webroot --non-interactive --agree-tos --dry-run"),
  },
  "certbot-auto": { words: 0 },
  "acme.sh": { words: 0, flags: set("--issue --force --renew --install-cert --standalone") },
  lego: { words: 0, flags: set("--accept-tos -a run renew") },
  step: { words: 2, flags: set("--insecure --no-password --force -f --offline") },
  "age-keygen": { words: 0, flags: set("-y -pq") },
  age: { words: 0, flags: set("-d --decrypt -e --encrypt -a --armor -p --passphrase") },
  cosign: { words: 1, flags: set("--yes -y --recursive -r") },
  minisign: { words: 0, flags: set("-G -S -V -f -W") },
  signify: { words: 0, flags: set("-G -S -V -n") },
  wg: { words: 1 },
  mkcert: { words: 0, flags: set("-install -ecdsa -client -pkcs12 -uninstall -CAROOT") },
  cfssl: { words: 1 },
  easyrsa: { words: 0, flags: set("--batch nopass") },
  htpasswd: { words: 0, values: set("-C -r") },
  mkpasswd: { words: 0, values: set("-m --method -S --salt -R --rounds -P --password-fd") },
  certtool: { words: 0, flags: set("-p --generate-privkey --generate-self-signed -s -q -c --generate-certificate") },
  makecert: { words: 0 },
  md5sum: DIGEST,
  sha1sum: DIGEST,
  sha224sum: DIGEST,
  sha256sum: DIGEST,
  sha384sum: DIGEST,
  sha512sum: DIGEST,
  b2sum: DIGEST,
  md5: DIGEST,
  sha1: DIGEST,
  sha256: DIGEST,
  sha512: DIGEST,
  rmd160: DIGEST,
  shasum: DIGEST,
  cksum: DIGEST,
  curl: { words: 0, values: set("--ciphers --tls13-ciphers --tls-max --curves --proxy-ciphers -o -X -H -d -u -A") },
  wget: { words: 0, flags: set("-q -c -N -nv --quiet --no-check-certificate --https-only") },
  nmap: { words: 0 },
  cryptsetup: { words: 1, flags: set("-q --batch-mode -v -y --verify-passphrase") },
  aws: { words: 2, flags: set("--no-cli-pager --debug") },
  az: { words: 3, flags: set("--verbose") },
  gcloud: { words: 3, flags: set("--quiet -q") },
  "pkcs11-tool": { words: 0, flags: set("-l --login -k --keypairgen --keygen") },
  "dnssec-keygen": { words: 0, flags: set("-k -q -3 -C -G") },
};

export const PROGRAMS: ReadonlyMap<string, CommandShape> = new Map(Object.entries(SHAPES));

/** Of a program that is not listed: options take the next word where that is none. */
export const ANY_COMMAND: CommandShape = { words: 0, flags: NO_OPTIONS };

/** Commands that run the command in their arguments. */
export const WRAPPERS: ReadonlySet<string> = set(`
  sudo doas env time nice ionice nohup exec command builtin xargs find timeout chroot docker podman kubectl nerdctl oc
  docker-compose su-exec gosu runuser stdbuf setsid strace watch retry run try assert winpty faketime unshare entr
  parallel log_must log_mustnot must fail_unless singularity flock chpst cmd bash_run execute exe run_cmd quietly
  not_silent silent log_and_run docker.exe`);

/** A variable called after a program: `$OPENSSL`, `${OPENSSL_BIN}`, `$openssl_cmd`. */
export function programOfVariable(name: string): string | undefined {
  const first =
    /^_?(openssl|keytool|gpg|curl|certtool|keygen|ssh_keygen|sshkeygen)(?:_?(?:bin|cmd|path|exe|command|prog|tool))?$/i
      .exec(name)?.[1]
      ?.toLowerCase();
  return first === undefined ? undefined : /keygen/.test(first) ? "ssh-keygen" : first;
}
