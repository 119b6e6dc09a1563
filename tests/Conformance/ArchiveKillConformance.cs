using System.Globalization;
using System.Security.Cryptography;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Conformance;

/// <summary>
/// Kills processes that archive, again and again, between two runs, when a bundle stands under its name and the rows are about to leave, and when they have just left: every run is wholly there, or archived with its bundle on
/// disk. <c>eng/full.sh</c> kills more of them.
/// </summary>
public abstract class ArchiveKillConformance(ITestOutputHelper output)
{
    private const string Secret = "the secret of the tests that kill archivists";
    private const int RunsPerKill = 10, Events = 20;

    private readonly HashSet<string> _checked = [];

    /// <summary>Makes a database that has chains and log.</summary>
    /// <returns>Its stores, and how a worker is told of it.</returns>
    protected abstract ValueTask<(ILedgerStore Ledger, IAnchorStore Anchors, string Kind, string Location)> OpenAsync();

    [Fact]
    public async Task Archivists_KilledAtRandom_LoseNothing()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_ARCHIVE_KILLS") ?? "6", CultureInfo.InvariantCulture);
        int seed = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_ARCHIVE_SEED") ?? Random.Shared.Next(1, 1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"kills {kills}, seed {seed}");
        Random random = new(seed);
        (ILedgerStore store, IAnchorStore anchors, string kind, string location) = await OpenAsync();
        string directory = Directory.CreateTempSubdirectory("governance-archive").FullName;
        using NoteSigningKey key = NoteSigningKey.Generate("example.com/log");
        AuditKeyRing ring = new(new AuditKey("k0", Secret));
        using ChainLedger ledger = new(store, new ChainSealer(ring), anchors: anchors);
        try
        {
            int runs = kills * RunsPerKill;
            for (int run = 0; run < runs; run++)
                await ledger.AppendBatchAsync($"run-{run:00000}", [.. Enumerable.Range(0, Events).Select(static _ => LedgerEvent.Create("note", """{"text":"hello"}"""u8.ToArray()))]);
            using (Anchorer anchorer = new(anchors, ring, new AnchoringOptions { SigningKey = key.Export() }))
                await anchorer.RunAsync();

            List<string> told = [];
            for (int left = kills; left > 0; left--)
            {
                await using (WorkerProcess worker = WorkerProcess.Run(typeof(AnchorWorkerProgram).Assembly.Location, "archive", kind, location, Secret, key.Export(), directory))
                {
                    await WaitAsync(worker, anchors, directory, random, told);
                    worker.Kill();
                    told.AddRange(await worker.ReadToEndAsync());
                }

                await RequireWholeAsync(ledger, directory, key.VerifierKey, ring, runs, told);
            }

            output.WriteLine($"{_checked.Count} of {runs} archived, {CountBundles(directory) - _checked.Count} bundles too many");
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    /// <summary>Waits until it has told of some runs; and then, by chance, until one more bundle stands under its name, which it does before its rows leave, or until they have left.</summary>
    private static async Task WaitAsync(WorkerProcess worker, IAnchorStore anchors, string directory, Random random, List<string> told)
    {
        for (int lines = random.Next(1, 8); lines > 0 && await worker.ReadAsync() is { } line; lines--)
            told.Add(line);
        Func<ValueTask<long>>? measure = random.Next(3) switch
        {
            0 => null,
            1 => () => ValueTask.FromResult(CountBundles(directory)),
            _ => () => ReadSizeAsync(anchors),
        };
        if (measure is null)
            return;
        long before = await measure();
        while (!worker.HasExited && await measure() == before)
            await Task.Yield();
    }

    private static long CountBundles(string directory) => Directory.EnumerateFiles(directory, "*.jsonl").LongCount();

    private static async ValueTask<long> ReadSizeAsync(IAnchorStore anchors)
    {
        await using IAnchorSnapshot snapshot = await anchors.OpenSnapshotAsync(default);
        return await snapshot.ReadSizeAsync(default);
    }

    private async Task RequireWholeAsync(ChainLedger ledger, string directory, NoteVerifierKey key, AuditKeyRing ring, int runs, List<string> told)
    {
        Dictionary<string, VerifyReport> reports = await ledger.VerifyAllAsync().ToDictionaryAsync(static report => report.RunId);
        reports.Should().HaveCount(runs);
        (await ledger.VerifyLogAsync())!.Ok.Should().BeTrue();
        foreach (VerifyReport report in reports.Values.Where(static report => report.Status != VerifyStatus.Archived))
            (report.Status, report.Checked).Should().Be((VerifyStatus.Intact, Events));
        foreach (VerifyReport report in reports.Values.Where(static report => report.Status == VerifyStatus.Archived))
        {
            byte[] bundle = await File.ReadAllBytesAsync(Path.Combine(directory, $"{report.BundleSha256}.jsonl"));
            Convert.ToHexStringLower(SHA256.HashData(bundle)).Should().Be(report.BundleSha256);
            if (!_checked.Add(report.RunId))
                continue;
            using MemoryStream stream = new(bundle);
            (await EvidenceBundle.VerifyAsync(stream, new EvidenceVerifyOptions { Keys = [key], AuditKeys = ring })).Should().BeEquivalentTo(new { Ok = true, report.RunId, Events = (long)Events });
        }

        foreach (string run in told.Where(static line => line.StartsWith("Archived ", StringComparison.Ordinal)))
            reports[run["Archived ".Length..]].Status.Should().Be(VerifyStatus.Archived, "what was told has happened");
    }
}
