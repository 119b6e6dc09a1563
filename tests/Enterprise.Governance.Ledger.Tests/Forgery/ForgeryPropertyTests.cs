using System.Globalization;
using System.Text.RegularExpressions;
using Enterprise.Governance.Ledger.Tests.Support;
using Microsoft.Data.Sqlite;

namespace Enterprise.Governance.Ledger.Tests.Forgery;

/// <summary>Random chains, one manipulation each behind the library's back: verification finds it at the right seq and gives no hash away.</summary>
public sealed partial class ForgeryPropertyTests(ITestOutputHelper output)
{
    private static readonly int Cases = Number("GOVERNANCE_FORGERY_CASES", 250);
    private static readonly int Seed = Number("GOVERNANCE_FORGERY_SEED", Random.Shared.Next(1_000_000_000));

    [Fact]
    public async Task AnyManipulation_IsFoundAtItsSeq_AndNoHashLeaks()
    {
        output.WriteLine($"GOVERNANCE_FORGERY_SEED={Seed} GOVERNANCE_FORGERY_CASES={Cases}");
        Dictionary<string, int> seen = [];
        for (int i = 0; i < Cases; i++)
        {
            string what = await RunCaseAsync(new Random(Seed + i), $"seed {Seed + i}");
            seen[what] = seen.GetValueOrDefault(what) + 1;
        }

        output.WriteLine(string.Join(", ", seen.OrderBy(static p => p.Key).Select(static p => $"{p.Key}: {p.Value}")));
    }

    private static async Task<string> RunCaseAsync(Random random, string name)
    {
        await using LedgerFiles files = new();
        RandomChain chain = await RandomChain.AppendAsync(files, random);
        using ChainLedger ledger = files.Open(chain.LastRing);
        foreach (VerifyReport before in await ledger.VerifyAllAsync(new VerifyOptions { Strict = true }).ToListAsync())
            before.ToJson().Should().Contain("\"status\":\"intact\"", name).And.EndWith("\"redacted_count\":0}", name);

        Manipulation made = Manipulation.Make(files, chain, random);

        string because = $"{name}: {made.Name}";
        VerifyReport? report = await ledger.VerifyAsync(RandomChain.RunId, new VerifyOptions { Strict = random.Next(2) == 0 });
        report.Should().NotBeNull(because);
        report!.Ok.Should().BeFalse(because);
        report.Status.Should().Be(made.Status, because + report.ToJson());
        report.Findings[0].Seq.Should().Be(made.Seq, because + report.ToJson());
        report.FindingCount.Should().BeGreaterThanOrEqualTo(report.Findings.Length);

        HashSet<string> stored = AllHashes(files);
        List<VerifyReport> all = await ledger.VerifyAllAsync().ToListAsync();
        foreach (string text in all.Append(report).SelectMany(static r => Reports.Strings(r.ToJson())))
            Hash().Matches(text).Select(static m => m.Value).Should().BeSubsetOf(stored, because);
        if (made.OtherRun is { } other)
            all.Single(r => r.RunId == other).Status.Should().Be(VerifyStatus.Tampered, because);
        return made.Name.Split(' ')[0];
    }

    /// <summary>Every 64 hexadecimal characters in a row, anywhere in the database.</summary>
    private static HashSet<string> AllHashes(LedgerFiles files)
    {
        HashSet<string> hashes = [];
        using SqliteConnection connection = files.Connect();
        foreach (string sql in (string[])["SELECT canonical || ' ' || prev_hash || ' ' || hash || ' ' || kid FROM run_events", "SELECT hash FROM run_heads"])
        {
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            using SqliteDataReader reader = command.ExecuteReader();
            while (reader.Read())
                hashes.UnionWith(Hash().Matches(reader.GetString(0)).Select(static m => m.Value));
        }

        return hashes;
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : otherwise;

    [GeneratedRegex("[0-9a-fA-F]{64}")]
    private static partial Regex Hash();
}
