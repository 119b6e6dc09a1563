using System.Text;
using System.Text.Json;
using Enterprise.Governance.Ledger.Personal;
using Enterprise.Governance.Ledger.Tests.Support;
using Enterprise.Governance.Ledger.Verification;

namespace Enterprise.Governance.Ledger.Tests.Chain;

/// <summary>Commitments of format 1 under fixed salts: the file was computed without the library and is never regenerated.</summary>
public sealed class PersonalGoldenTests
{
    private static readonly JsonElement Golden =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "format-1.personal.jsonl"))).RootElement;

    private static PersonalValue[] Values =>
        [.. Golden.GetProperty("values").EnumerateArray().Select(static v => new PersonalValue(Text(v, "path"), Encoding.UTF8.GetBytes(Text(v, "value")), Convert.FromHexString(Text(v, "salt"))))];

    [Fact]
    public void Split_WithTheSalts_GivesTheDataOfTheRow()
    {
        Queue<PersonalValue> salts = new(Values);

        PersonalData split = PersonalData.Split("note", Encoding.UTF8.GetBytes(Text(Golden, "data")), [.. Values.Reverse().Select(static v => v.Path)], () => salts.Dequeue().Salt.ToArray());

        Text(Golden, "canonical").Should().Contain($"\"data\":{Encoding.UTF8.GetString(split.Data)},\"kid\"");
        split.Values.Select(static v => (v.Path, Encoding.UTF8.GetString(v.Value.Span))).Should().Equal(Values.Select(static v => (v.Path, Encoding.UTF8.GetString(v.Value.Span))));
    }

    [Fact]
    public async Task Verify_TheRow_FindsItIntactAndNothingRedacted()
    {
        VerifyReport report = await VerifyAsync(Row() with { PersonalValues = [.. Values] });

        (report.Status, report.RedactedCount).Should().Be((VerifyStatus.Intact, 0), report.ToJson());
        Encoding.UTF8.GetString((Row() with { PersonalValues = [.. Values] }).RevealData().Span).Should().Be(Text(Golden, "data"));
    }

    [Fact]
    public async Task Verify_TheRowWithoutItsValues_FindsItIntactAndThemRedacted()
    {
        (await VerifyAsync(Row())).ToJson().Should().Contain(
            """"findings":[],"finding_count":0,"anchored_seq":null,"redacted":[{"seq":1,"path":"/args"},{"seq":1,"path":"/items/1"},{"seq":1,"path":"/x~1y/~0"}],"redacted_count":3}"""");
    }

    [Fact]
    public void Matches_TakesTheCommitmentOfTheFileAndNoOther()
    {
        string[] commitments = [.. Golden.GetProperty("values").EnumerateArray().Select(static v => Text(v, "commitment"))];

        Values.Select(static v => v.Path).Should().HaveCount(3);
        Values.Zip(commitments).Should().OnlyContain(static pair => pair.First.Matches(pair.Second));
        Values[0].Matches(commitments[1]).Should().BeFalse();
        Values[0].Matches(commitments[0].ToUpperInvariant()).Should().BeFalse();
        Values[0].Matches(commitments[0][1..]).Should().BeFalse();
        new PersonalValue("/args", Values[0].Value, Values[0].Salt[1..]).Matches(commitments[0]).Should().BeFalse();
    }

    private static async Task<VerifyReport> VerifyAsync(StoredEvent row)
    {
        AuditKeyRing ring = new(new AuditKey("k0", Text(Golden, "secret")));
        AuditKeyRecord[] records = [.. new ChainSealer(ring).DescribeKeys().Select(static r => r with { Generation = 1 })];
        return (await new ChainVerifier(ring, records, new VerifyOptions { Strict = true }).VerifyAsync(new MemorySnapshot([row], records), null, null, row.RunId, default))!;
    }

    private static StoredEvent Row() => new(
        Text(Golden, "run_id"), 1, Text(Golden, "ts"), Text(Golden, "type"), Encoding.UTF8.GetBytes(Text(Golden, "canonical")),
        Text(Golden, "prev_hash"), Text(Golden, "hash"), Text(Golden, "kid"), Text(Golden, "alg"));

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
