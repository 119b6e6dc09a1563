using System.Text;
using System.Text.Json;
using Enterprise.Governance.Ledger.Tests.Support;
using Enterprise.Governance.Ledger.Verification;
using Microsoft.Extensions.Time.Testing;

namespace Enterprise.Governance.Ledger.Tests.Chain;

/// <summary>Format 1 is frozen: these files were computed without the library and are never regenerated.</summary>
public sealed class GoldenFileTests
{
    private static readonly JsonElement[] Keys = Read("format-1.keys.jsonl");
    private static readonly JsonElement[] Inputs = Read("format-1.inputs.jsonl");
    private static readonly JsonElement[] Rows = Read("format-1.jsonl");

    [Fact]
    public async Task Append_TheInputs_GivesTheRowsByteForByte()
    {
        await using LedgerFiles files = new();
        string runId = Text(Rows[0], "run_id");
        foreach (JsonElement input in Inputs)
        {
            FakeTimeProvider clock = new(DateTimeOffset.Parse(Text(input, "at"), System.Globalization.CultureInfo.InvariantCulture));
            using ChainLedger ledger = new(new Sqlite.SqliteLedgerStore(files.OpenDatabase()), new ChainSealer(Ring(Text(input, "active")), timeProvider: clock));
            await ledger.AppendAsync(runId, Reports.Event(Text(input, "data"), Text(input, "type")));
        }

        using ChainLedger reader = files.Open(Ring("k0"));
        List<StoredEvent> rows = await reader.ReadAsync(runId).ToListAsync();
        rows.Select(Describe).Should().Equal(Rows.Select(static row => Describe(ToRow(row))));
        (await reader.VerifyAsync(runId, new VerifyOptions { Strict = true }))!.Status.Should().Be(VerifyStatus.Intact);
    }

    [Fact]
    public async Task Verify_TheRows_FindsThemIntact()
    {
        MemorySnapshot snapshot = new([.. Rows.Select(ToRow)], Records);

        VerifyReport? report = await new ChainVerifier(Ring("k0"), Records, new VerifyOptions { Strict = true }).VerifyAsync(snapshot, null, null, Text(Rows[0], "run_id"), default);

        report!.Status.Should().Be(VerifyStatus.Intact);
        report.Checked.Should().Be(7);
    }

    [Fact]
    public void CheckValues_AreThoseOfTheFile() =>
        new ChainSealer(Ring("k0")).DescribeKeys().OrderBy(static r => r.Kid).Select(static r => (r.Kid, r.CheckValue))
            .Should().Equal(Records.OrderBy(static r => r.Kid).Select(static r => (r.Kid, r.CheckValue)));

    private static AuditKeyRecord[] Records =>
        [.. Keys.Select(static key => new AuditKeyRecord(Text(key, "kid"), Text(key, "alg"), key.GetProperty("generation").GetInt64(), Text(key, "check_value")))];

    private static AuditKeyRing Ring(string active)
    {
        AuditKey[] keys = [.. Keys.Select(static key => new AuditKey(Text(key, "kid"), Text(key, "secret"), Text(key, "alg")))];
        return new AuditKeyRing(keys.Single(key => key.Kid == active), keys.Where(key => key.Kid != active));
    }

    private static StoredEvent ToRow(JsonElement row) => new(
        Text(row, "run_id"), row.GetProperty("seq").GetInt64(), Text(row, "ts"), Text(row, "type"), Encoding.UTF8.GetBytes(Text(row, "canonical")),
        Text(row, "prev_hash"), Text(row, "hash"), Text(row, "kid"), Text(row, "alg"));

    private static string Describe(StoredEvent row) =>
        $"{row.RunId}\n{row.Seq}\n{row.Timestamp}\n{row.Type}\n{Encoding.UTF8.GetString(row.Canonical.Span)}\n{row.PrevHash}\n{row.Hash}\n{row.Kid}\n{row.Alg}";

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static JsonElement[] Read(string name) =>
        [.. File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Golden", name)).Select(static line => JsonDocument.Parse(line).RootElement)];
}
