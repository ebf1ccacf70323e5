import { expect, test } from "vitest";
import { openSource, siteOf, spelled, valuesOf } from "../source-under-test.ts";
import { powershell } from "./powershell.ts";

const SOURCE = `using namespace System.Security.Cryptography
$size = 1024
$md5 = [System.Security.Cryptography.MD5]::Create()
$k = New-Object -TypeName System.Security.Cryptography.RSACryptoServiceProvider -ArgumentList $size
$r = New-Object "System.Security.Cryptography.DSACryptoServiceProvider"(2048)
$a = [AesManaged]::new()
[Net.ServicePointManager]::SecurityProtocol = [Net.SecurityProtocolType]::Tls -bor [Net.SecurityProtocolType]::Tls12
function Get-Sum([string]$Algorithm = "SHA1") { Get-FileHash $p -Algorithm $Algorithm -Force }
$md5.ComputeHash($x)
`;

test("classes of .NET, however they are reached", async () => {
  const file = await openSource(powershell, SOURCE);
  expect(spelled(siteOf(file, "::Create"))).toContain("call System.Security.Cryptography.MD5.Create");
  expect(spelled(siteOf(file, "RSACryptoServiceProvider"))).toContain(
    "new System.Security.Cryptography.RSACryptoServiceProvider",
  );
  expect(valuesOf(file, siteOf(file, "RSACryptoServiceProvider"))).toBe("1024");
  expect(spelled(siteOf(file, "DSACryptoServiceProvider"))).toContain(
    "new System.Security.Cryptography.DSACryptoServiceProvider",
  );
  expect(valuesOf(file, siteOf(file, "DSACryptoServiceProvider"))).toBe("2048");
  expect(spelled(siteOf(file, "::new"))).toContain("new System.Security.Cryptography.AesManaged");
  expect(spelled(siteOf(file, "md5.ComputeHash"))).toContain("System.Security.Cryptography.MD5.ComputeHash");
});

test("settings, members, cmdlets and their parameters", async () => {
  const file = await openSource(powershell, SOURCE);
  expect(spelled(siteOf(file, "SecurityProtocol"))).toContain("set System.Net.ServicePointManager.SecurityProtocol");
  expect(spelled(siteOf(file, "::Tls"))).toContain("name System.Net.SecurityProtocolType.Tls");
  expect(spelled(siteOf(file, "Get-FileHash"))).toBe("call Get-FileHash");
  expect(valuesOf(file, siteOf(file, "Get-FileHash"))).toContain('-Algorithm="SHA1"');
});
