using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Enterprise.Governance.Json.Canonicalization;

namespace Enterprise.Governance.Json.Tests;

public sealed class CanonicalVectorTests
{
    [Theory]
    [InlineData("arrays")]
    [InlineData("french")]
    [InlineData("values")]
    public void Canonicalize_OfficialFile_GivesTheOfficialBytes(string name)
    {
        byte[] canonical = CanonicalJson.Canonicalize(File.ReadAllBytes(RepositoryFiles.Vector("jcs", "input", $"{name}.json")));

        Encoding.UTF8.GetString(canonical).Should().Be(File.ReadAllText(RepositoryFiles.Vector("jcs", "output", $"{name}.json")));
        string hex = File.ReadAllText(RepositoryFiles.Vector("jcs", "outhex", $"{name}.txt"));
        Convert.ToHexStringLower(canonical).Should().Be(string.Concat(hex.Where(char.IsAsciiHexDigitLower)));
    }

    [Fact]
    public void Format_EcmaScriptNumbers_AreAllEqual()
    {
        int count = 0;
        foreach (string line in File.ReadLines(RepositoryFiles.Vector("jcs", "es6-numbers-10000.txt")))
        {
            string[] parts = line.Split(',');
            double value = BitConverter.UInt64BitsToDouble(ulong.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture));
            Format(value).Should().Be(parts[1], "the bits are {0}", parts[0]);
            count++;
        }

        count.Should().Be(10_000);
    }

    [Fact]
    public void Format_AppendixB_IsEqual()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("jcs", "numbers-appendix-b.json")));
        foreach (JsonElement item in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            ulong bits = ulong.Parse(item.GetProperty("ieee754_hex").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            double value = BitConverter.UInt64BitsToDouble(bits);
            if (item.GetProperty("expected").GetString() is not { } expected || !double.IsFinite(value))
                FluentActions.Invoking(() => CanonicalJson.WriteNumber(value, new System.Buffers.ArrayBufferWriter<byte>())).Should().Throw<ArgumentOutOfRangeException>();
            else
                Format(value).Should().Be(expected);
        }
    }

    [Fact]
    public void Canonicalize_DerivedOracle_Agrees()
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(RepositoryFiles.Vector("jcs", "derived-jsontestsuite.json")));
        int count = 0;
        foreach (JsonElement item in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            string file = item.GetProperty("file").GetString()!;
            byte[]? canonical = TryCanonicalize(File.ReadAllBytes(RepositoryFiles.Vector(["jsontestsuite", .. file.Split('/')])));
            if (item.GetProperty("expect").GetString() == "error")
                canonical.Should().BeNull("{0} must be refused", file);
            else
                Encoding.UTF8.GetString(canonical!).Should().Be(item.GetProperty("canonical").GetString(), file);
            count++;
        }

        count.Should().Be(68);
    }

    [Fact]
    public void Canonicalize_JsonTestSuite_AcceptsValidAndRefusesInvalid()
    {
        int valid = 0, invalid = 0;
        foreach (string path in Directory.EnumerateFiles(RepositoryFiles.Vector("jsontestsuite", "test_parsing")))
        {
            string name = Path.GetFileName(path);
            byte[]? canonical = TryCanonicalize(File.ReadAllBytes(path));
            if (name.StartsWith("n_", StringComparison.Ordinal) || name.Contains("duplicated_key", StringComparison.Ordinal))
            {
                canonical.Should().BeNull("{0} must be refused", name);
                invalid++;
            }
            else if (name.StartsWith("y_", StringComparison.Ordinal))
            {
                canonical.Should().NotBeNull("{0} must be accepted", name);
                CanonicalJson.IsCanonical(canonical!).Should().BeTrue("canonical text of {0} is its own canonical form", name);
                valid++;
            }
        }

        (valid + invalid).Should().BeGreaterThan(100);
    }

    [Fact]
    public void Canonicalize_Traces_GiveTheDerivedHashes()
    {
        Dictionary<string, string[]> lines = [];
        int count = 0;
        foreach (string row in File.ReadLines(RepositoryFiles.Vector("traces", "canonical-sha256.txt")))
        {
            if (row.StartsWith('#'))
                continue;
            string[] parts = row.Split(' ');
            if (!lines.TryGetValue(parts[0], out string[]? file))
                lines.Add(parts[0], file = File.ReadAllLines(RepositoryFiles.Vector("traces", parts[0])));
            byte[] canonical = CanonicalJson.Canonicalize(Encoding.UTF8.GetBytes(file[int.Parse(parts[1], CultureInfo.InvariantCulture)]));
            canonical.Length.Should().Be(int.Parse(parts[2], CultureInfo.InvariantCulture));
            Convert.ToHexStringLower(SHA256.HashData(canonical)).Should().Be(parts[3]);
            count++;
        }

        count.Should().Be(2582);
    }

    private static string Format(double value)
    {
        Span<byte> text = stackalloc byte[CanonicalNumber.MaxLength];
        return Encoding.ASCII.GetString(text[..CanonicalNumber.Format(value, text)]);
    }

    private static byte[]? TryCanonicalize(byte[] json)
    {
        try
        {
            return CanonicalJson.Canonicalize(json);
        }
        catch (CanonicalJsonException)
        {
            return null;
        }
    }
}
