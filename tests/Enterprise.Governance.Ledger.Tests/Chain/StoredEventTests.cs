using System.Text;

namespace Enterprise.Governance.Ledger.Tests.Chain;

/// <summary>Events as somebody reads them who has their text and no columns.</summary>
public sealed class StoredEventTests
{
    private const string Text = """{"alg":"sha256","data":{"to":{"$commit":"e5ca6b30f9370c0cd52a941f51ea413c569cc69c4d60770badad4c8634ff76ee"}},"kid":"k0","run_id":"run-\u00e9","seq":7,"ts":"2026-11-22T19:00:00.123456Z","type":"note","v":1}""";

    private static readonly string Canonical = Text.Replace("\\u00e9", "\u00e9", StringComparison.Ordinal);

    [Fact]
    public void FromCanonical_Envelope_HasItsColumns()
    {
        StoredEvent row = StoredEvent.FromCanonical(Encoding.UTF8.GetBytes(Canonical), "before", "hash")!;

        (row.RunId, row.Seq, row.Timestamp, row.Type, row.PrevHash, row.Hash, row.Kid, row.Alg).Should().Be(("run-\u00e9", 7, "2026-11-22T19:00:00.123456Z", "note", "before", "hash", "k0", "sha256"));
        row.GetCommitments().Should().Equal(new Dictionary<string, string> { ["/to"] = "e5ca6b30f9370c0cd52a941f51ea413c569cc69c4d60770badad4c8634ff76ee" });
    }

    [Theory]
    [InlineData("\"v\":1", "\"v\":2")]
    [InlineData("\"v\":1", "\"v\":1,\"w\":1")]
    [InlineData("\"seq\":7", "\"seq\":7.0")]
    [InlineData("\"seq\":7", "\"seq\":\"7\"")]
    [InlineData("\"seq\":7", "\"seq\": 7")]
    [InlineData("\"kid\":\"k0\",", "")]
    [InlineData("\"data\":{", "\"data\":[{")]
    [InlineData("\"alg\":\"sha256\"", "\"alg\":null")]
    [InlineData("\u00e9", "\\u00e9")]
    [InlineData("{\"alg\"", " {\"alg\"")]
    public void FromCanonical_WhatIsNoEnvelopeByteForByte_IsNothing(string old, string replacement)
    {
        string text = Canonical.Replace(old, replacement, StringComparison.Ordinal);

        text.Should().NotBe(Canonical);
        StoredEvent.FromCanonical(Encoding.UTF8.GetBytes(text), "", "").Should().BeNull();
    }

    [Fact]
    public void FromCanonical_BytesOfAnyKind_IsNothing()
    {
        foreach (byte[] bytes in new byte[][] { [], [0xff], "{}"u8.ToArray(), "1"u8.ToArray(), "[]"u8.ToArray(), "{\"alg\":\"\\ud800\"}"u8.ToArray() })
            StoredEvent.FromCanonical(bytes, "", "").Should().BeNull();
    }

    [Theory]
    [InlineData("sha256", "67e99b49c32b2e90b951c08db5123cf5139fc8e8183de6f98b4447a05bd4157b", true)]
    [InlineData("sha256", "67E99B49C32B2E90B951C08DB5123CF5139FC8E8183DE6F98B4447A05BD4157B", false)]
    [InlineData("sha256", "", false)]
    [InlineData("md5", "67e99b49c32b2e90b951c08db5123cf5139fc8e8183de6f98b4447a05bd4157b", false)]
    public void IsHashedBy_WorkedExampleOfTheFormat(string alg, string hash, bool holds)
    {
        byte[] canonical = """{"alg":"sha256","data":{"org":null,"tenant":"acme","user":"ann"},"kid":"k0","run_id":"run-1","seq":1,"ts":"2026-11-22T19:00:00.123456Z","type":"run.started","v":1}"""u8.ToArray();
        StoredEvent row = new("run-1", 1, "2026-11-22T19:00:00.123456Z", "run.started", canonical, "", hash, "k0", alg);

        using StoredEventHasher hasher = new();
        hasher.IsHashedBy(row, new AuditKey("k0", "correct horse battery staple, but random")).Should().Be(holds);
        hasher.IsHashedBy(row, new AuditKey("k0", "another secret")).Should().BeFalse();
    }
}
