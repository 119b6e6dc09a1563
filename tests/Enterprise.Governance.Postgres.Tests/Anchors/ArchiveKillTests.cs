using System.Globalization;
using System.Security.Cryptography;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres.Tests.Processes;

namespace Enterprise.Governance.Postgres.Tests.Anchors;

/// <summary>Kills processes that archive, again and again: every run is wholly there, or archived with its bundle on disk.</summary>
public sealed class ArchiveKillTests(ITestOutputHelper output)
{
    private const string Secret = "the secret of the tests that kill archivists";

    private const int Runs = 60;

    [Fact]
    public async Task Archivists_KilledAtRandom_LoseNothing()
    {
        int seed = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_ARCHIVE_SEED") ?? Random.Shared.Next(1, 1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"seed {seed}");
        Random random = new(seed);
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);
        string connection = (await PostgresCluster.GetAsync()).ConnectionString(database.Name, PostgresCluster.Archivist), directory = Directory.CreateTempSubdirectory("governance-archive").FullName;
        using NoteSigningKey key = NoteSigningKey.Generate("example.com/log");
        AuditKeyRing ring = new(new AuditKey("k0", Secret));
        await using GovernancePostgresDatabase app = database.Open();
        PostgresAnchorStore anchors = new(app);
        using ChainLedger ledger = new(new PostgresLedgerStore(app), new ChainSealer(ring), anchors: anchors);
        try
        {
            for (int run = 0; run < Runs; run++)
                await ledger.AppendBatchAsync($"run-{run:00}", [.. Enumerable.Range(0, 20).Select(static _ => LedgerEvent.Create("note", """{"text":"hello"}"""u8.ToArray()))]);
            using (Anchorer anchorer = new(anchors, ring, new AnchoringOptions { SigningKey = key.Export() }))
                await anchorer.RunAsync();

            List<string> told = [];
            for (int kills = 6; kills > 0; kills--)
            {
                await using WorkerProcess worker = WorkerProcess.Run(typeof(AnchorWorkerProgram).Assembly.Location, connection, "archive", Secret, key.Export(), directory);
                for (int lines = random.Next(1, 8); lines > 0 && await worker.ReadAsync() is { } line; lines--)
                    told.Add(line);
                worker.Kill();
                told.AddRange(await worker.ReadToEndAsync());
                await RequireWholeAsync(ledger, directory, key.VerifierKey, ring, told);
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private async Task RequireWholeAsync(ChainLedger ledger, string directory, NoteVerifierKey key, AuditKeyRing ring, List<string> told)
    {
        Dictionary<string, VerifyReport> reports = await ledger.VerifyAllAsync().ToDictionaryAsync(static report => report.RunId);
        reports.Should().HaveCount(Runs);
        (await ledger.VerifyLogAsync())!.Ok.Should().BeTrue();
        foreach (VerifyReport report in reports.Values.Where(static report => report.Status != VerifyStatus.Archived))
            (report.Status, report.Checked).Should().Be((VerifyStatus.Intact, 20));
        VerifyReport[] archived = [.. reports.Values.Where(static report => report.Status == VerifyStatus.Archived)];
        foreach (VerifyReport report in archived)
        {
            byte[] bundle = await File.ReadAllBytesAsync(Path.Combine(directory, $"{report.BundleSha256}.jsonl"));
            Convert.ToHexStringLower(SHA256.HashData(bundle)).Should().Be(report.BundleSha256);
            using MemoryStream stream = new(bundle);
            (await EvidenceBundle.VerifyAsync(stream, new EvidenceVerifyOptions { Keys = [key], AuditKeys = ring })).Should().BeEquivalentTo(new { Ok = true, report.RunId, Events = 20L });
        }

        foreach (string run in told.Where(static line => line.StartsWith("Archived ", StringComparison.Ordinal)))
            reports[run["Archived ".Length..]].Status.Should().Be(VerifyStatus.Archived, "what was told has happened");
        output.WriteLine($"{archived.Length} of {Runs} archived");
    }
}
