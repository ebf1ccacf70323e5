import { expect, test } from "vitest";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { perl } from "./perl.ts";

const SOURCE = `#!/usr/bin/perl
use strict; use warnings;
use Digest::MD5 qw(md5 md5_hex);
use Digest::SHA 'sha1_hex', "sha256";
use Crypt::CBC;
use constant ALG => 'SHA-1';
use constant { BITS => 2048, NAME => "AES" };

=pod

first_in_pod("doc");

=cut

package My::App;
my $cipher_name = 'DES';
sub digest {
  my ($self, $data, %opts) = @_;
  my $d = md5_hex $data;
  my $e = sha1_hex($data . "x$b" . ALG);
  my $f = Digest::MD5->new->add('chunk')->hexdigest;
  my $sha = Digest::SHA->new(256);
  $sha->add($data);
  my $cbc = Crypt::CBC->new( -key => 'k', -cipher => $cipher_name, );
  my $rsa = Crypt::OpenSSL::RSA->generate_key(BITS);
  print "sum $d\\n" if $data =~ m/first_in_pattern(x)/ and $y / 2 > 3 / 1;
  my $o = new Digest::SHA1;
  (my $z = $w) =~ s/first_in_pattern(a)/first_in_pattern(b)/ge; use_z(1);
  my $text = <<"EOT" . md5('k');
  first_in_text(inside)
EOT
  my %h = (y => 1, s => 2, q => 3); after_words(q{a 'b' {c}}, "to \${cipher_name}-$cipher_name");
  foreach my $alg (qw(sha1 sha256)) { Digest->new($alg) }
  return IO::Socket::SSL->new(PeerHost => 'h', SSL_version => NAME ? 'TLSv1' : 'SSLv3') or die "x";
}
1;
__END__
first_behind("end");
`;

test.each([
  ["my $d = md5_hex", "call Digest::MD5::md5_hex", "?"],
  ["my $e = sha1_hex", "call Digest::SHA::sha1_hex", "?"],
  ["Digest::MD5->new", "call Digest::MD5::new", ""],
  ["new->add", "call Digest::MD5::add", '"chunk"'],
  ["Digest::SHA->new", "call Digest::SHA::new", "256"],
  ["$sha->add", "call Digest::SHA::add", ""],
  ["Crypt::CBC->new", "call Crypt::CBC::new", 'key="k", cipher="DES"'],
  ["generate_key", "call Crypt::OpenSSL::RSA::generate_key", "2048"],
  ["= new", "call Digest::SHA1::new", ""],
  ["use_z", "call", "1"],
  [". md5", "call Digest::MD5::md5", '"k"'],
  ["after_words", "call", `"a 'b' {c}", "to DES-DES"`],
  ["Digest->new", "call Digest::new", "?"],
  ["IO::Socket::SSL->new", "call IO::Socket::SSL::new", 'SSL_version="TLSv1" or "SSLv3"'],
])("%s in Perl", async (name, site, values) => {
  const file = await openSource(perl, SOURCE);
  const found = siteOf(file, name);
  expect(spelled(found)).toContain(site);
  expect(valuesOf(file, found)).toContain(values);
});

test.each(["first_in_pod", "first_in_pattern", "first_in_text", "first_behind"])("%s is no code", async (name) => {
  const file = await openSource(perl, SOURCE);
  expect(spelled(siteOf(file, name))).toBe("none");
});
