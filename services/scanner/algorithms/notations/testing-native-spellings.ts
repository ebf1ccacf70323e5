/** What the notations of C libraries are tested with: spellings, and the full names they mean. */
export const NATIVE_SPELLINGS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "linux-crypto": {
    "cbc(aes)": "AES-CBC",
    "__cbc-aes-aesni": "AES-CBC",
    "authenc(hmac(sha1),cbc(des3_ede))": "HMAC-SHA-1 3DES-CBC",
    "rfc4106(gcm(aes))": "AES-GCM",
    "rfc7539(chacha20,poly1305)": "ChaCha20-Poly1305",
    "pkcs1pad(rsa,sha256)": "RSA-PKCS1-v1_5-SHA-256",
    "essiv(cbc(aes),sha256)": "AES-CBC",
    "cmac(aes)": "AES-CMAC",
    "ffdhe2048(dh)": "DH-2048",
    "ecdh-nist-p256": "ECDH-P-256",
    curve25519: "X25519",
    crc32c: "",
    "cbc(cbc(cbc(": "",
  },
  "gnutls-priority": {
    "NORMAL:-VERS-TLS1.0": "TLS",
    "NONE:+VERS-TLS1.1:+VERS-SSL3.0:+ARCFOUR-128:+SHA1:+COMP-NULL": "TLSv1.1 SSLv3 RC4-128 HMAC-SHA-1",
    "SECURE256:!RSA:+SIGN-RSA-SHA1:+GROUP-X25519": "TLS RSA-PKCS1-v1_5-SHA-1 X25519",
    "NORMAL:-KX-ALL:+ECDHE-ECDSA:+AES-256-GCM:%COMPAT": "TLS ECDH ECDSA AES-256-GCM",
  },
  gcrypt: {
    "(genkey (rsa (nbits 4:2048)))": "RSA-2048",
    "(genkey(dsa(nbits %d)))": "DSA",
    '(genkey (ecc (curve "NIST P-256")))': "EC-P-256",
    "(genkey (ecc (curve Ed25519)(flags eddsa)))": "Ed25519",
    "(data (flags raw))": "",
  },
};
