import { expect, test } from "vitest";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { vbnet } from "./vbnet.ts";

const SOURCE = `' FirstInComment.Create()
Imports System.Security.Cryptography
Imports C = System.Security.Cryptography
Namespace App.Core
  <Serializable(FirstInAttribute.Create())>
  Public Class Keys
    Inherits Base
    Private Const Alg As String = "SHA" & "1"
    Private ReadOnly rsa As RSA = RSA.Create(2048)
    Public Property Size As Integer = 128
    Public Sub New(ByVal bits As Integer)
      Me.key = New RSACryptoServiceProvider(bits)
    End Sub
    Public Shared Function Hash(ByVal data() As Byte, Optional name As String = "MD5") As Byte()
      Using md As MD5 = MD5.Create()
        Return md.ComputeHash(data)
      End Using
      Dim aes As New AesManaged With {.KeySize = 128, .Mode = CipherMode.ECB}
      Dim h = HashAlgorithm.Create(name)
      If a = b Then
        h = C.HashAlgorithm.Create(Alg)
      ElseIf x Then
        Rem FirstInRem.Create()
      Else
        rsa.SignData(data, HashAlgorithmName.SHA1, _
                     padding:=RSASignaturePadding.Pkcs1)
      End If
      For Each x As String In New List(Of String)()
        Show($"{Alg}-x", "a ""b"" c")
      Next
      Dim g = Sub(z)
                Inner(SHA256.Create())
              End Sub
      Dim des = CType(SymmetricAlgorithm.Create("DES"), DESCryptoServiceProvider)
      des.Mode = CipherMode.ECB
      Return SHA384.Create.ComputeHash(data)
    End Function
  End Class
End Namespace
`;

const NAMESPACE = "System.Security.Cryptography";

test.each([
  ["RSA.Create", `call ${NAMESPACE}.RSA.Create`, "2048"],
  ["New RSACryptoServiceProvider", `new ${NAMESPACE}.RSACryptoServiceProvider`, "?"],
  ["= MD5.Create", `call ${NAMESPACE}.MD5.Create`, ""],
  ["md.ComputeHash", `call ${NAMESPACE}.MD5.ComputeHash`, "?"],
  ["New AesManaged", `new ${NAMESPACE}.AesManaged`, `KeySize=128, Mode=@${NAMESPACE}.CipherMode.ECB`],
  [".KeySize", `set ${NAMESPACE}.AesManaged.KeySize`, "128"],
  ["= HashAlgorithm.Create", `call ${NAMESPACE}.HashAlgorithm.Create`, '"MD5"'],
  ["C.HashAlgorithm.Create", `call ${NAMESPACE}.HashAlgorithm.Create`, '"SHA1"'],
  ["rsa.SignData", `call ${NAMESPACE}.RSA.SignData`, `padding=@${NAMESPACE}.RSASignaturePadding.Pkcs1`],
  ["Show", "call Show", '"SHA1-x", "a \\"b\\" c"'],
  ["Inner", "call Inner", `${NAMESPACE}.SHA256.Create`],
  ["des.Mode", `set ${NAMESPACE}.SymmetricAlgorithm.Mode`, "ECB"],
  ["SHA384.Create", `call ${NAMESPACE}.SHA384.Create`, ""],
])("%s in Visual Basic", async (name, site, values) => {
  const file = await openSource(vbnet, SOURCE);
  const found = siteOf(file, name);
  expect(spelled(found)).toContain(site);
  expect(valuesOf(file, found)).toContain(values);
});

test.each(["FirstInComment.Create", "FirstInAttribute.Create", "FirstInRem.Create"])("%s is no code", async (name) => {
  const file = await openSource(vbnet, SOURCE);
  expect(spelled(siteOf(file, name))).toBe("none");
});

test("a constructor's result is bound to the field it is given to", async () => {
  const file = await openSource(vbnet, SOURCE);
  const made = siteOf(file, "RSA.Create");
  expect(made && file.binding(made)?.name).toBe("rsa");
});

test.each(["Module\nEnd Module\n", "Class\n", "Namespace\nEnd Namespace\nSub\nEnd Sub\n"])(
  "%j, without a name, ends in a tree",
  async (text) => {
    const file = await openSource(vbnet, `${text}Dim h = MD5.Create()\n`);
    expect(spelled(siteOf(file, "MD5.Create"))).toContain("Create");
  },
);
