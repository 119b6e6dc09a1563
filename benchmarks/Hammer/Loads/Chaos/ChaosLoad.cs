using System.Diagnostics;
using System.Globalization;
using System.Text;
using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Hammer.Running;

namespace Hammer.Loads.Chaos;

/// <summary>Kills writers, anchorers and the server at random; then every receipt must stand, every chain verify, and the log go on from every checkpoint that was kept.</summary>
internal sealed class ChaosLoad(HammerServer server, HammerOptions options, Report report)
{
    private const int Anchorers = 2;

    private static readonly TimeSpan ServerLife = TimeSpan.FromSeconds(15);

    private readonly Random _random = new(options.Seed);
    private readonly List<WorkerProcess> _all = [];
    private int _kills, _serverKills;

    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        NoteSigningKey key = NoteSigningKey.Generate("hammer.example/log");
        Func<int, WorkerProcess> start = slot => slot < Anchorers
            ? WorkerProcess.Start("chaos-anchor", server.ConnectionString, key.Export())
            : WorkerProcess.Start("chaos", server.ConnectionString, $"w{slot}.{_all.Count}", options.Callers, Math.Max(1, options.Runs));
        WorkerProcess[] slots = await WorkerProcess.StartTogetherAsync(options.Processes + Anchorers, start);
        _all.AddRange(slots);
        long began = Stopwatch.GetTimestamp(), serverBegan = began;
        while (Stopwatch.GetElapsedTime(began) < options.Duration)
        {
            await Task.Delay(_random.Next(200, 1500), cancellationToken);
            int slot = _random.Next(slots.Length);
            slots[slot].Kill();
            await slots[slot].WaitAsync();
            _kills++;
            _all.Add(slots[slot] = start(slot));
            await slots[slot].GoAsync();
            if (server.CanRestart && Stopwatch.GetElapsedTime(serverBegan) > ServerLife)
            {
                await server.KillAsync();
                _serverKills++;
                serverBegan = Stopwatch.GetTimestamp();
            }
        }

        foreach (WorkerProcess worker in slots)
        {
            worker.Kill();
            await worker.WaitAsync();
        }

        report.Say($"{_kills} workers and {_serverKills} servers were killed");
        return await CheckAsync(key.VerifierKey, cancellationToken);
    }

    private async Task<int> CheckAsync(NoteVerifierKey key, CancellationToken cancellationToken)
    {
        await using GovernancePostgresDatabase database = server.Open();
        PostgresAnchorStore anchors = new(database);
        using ChainLedger ledger = new(new PostgresLedgerStore(database), new ChainSealer(ChaosWorker.Ring), anchors: anchors);
        List<LogHead> kept = [.. LinesOf("checkpoint").Select(line => Read(line[1], key))];
        LogHead? largest = kept.MaxBy(static head => head.Size);
        int runs = 0, bad = 0;
        Dictionary<(string, string), string> hashes = [];
        await foreach (VerifyReport verified in ledger.VerifyAllAsync(new VerifyOptions { Strict = true, Retained = largest }, cancellationToken))
        {
            runs++;
            bad += verified.Ok ? 0 : 1;
            await foreach (StoredEvent row in ledger.ReadAsync(verified.RunId, cancellationToken: cancellationToken))
                hashes[(row.RunId, row.Seq.ToString(CultureInfo.InvariantCulture))] = row.Hash;
        }

        string[][] receipts = [.. LinesOf("receipt")];
        int failures = report.Check("every chain verifies, against the largest checkpoint that was kept", runs > 0 && bad == 0, $"{runs} runs, {hashes.Count} events");
        failures += report.Check("every receipt that was handed out stands", receipts.Length > 0 && receipts.All(r => hashes.GetValueOrDefault((r[1], r[2])) == r[3]), $"{receipts.Length} receipts");
        failures += report.Check("no run was refused by an anchorer", !LinesOf("refused").Any());
        failures += report.Check("the log goes on from every checkpoint that was kept", kept.Count > 0 && await GoesOnAsync(anchors, kept, cancellationToken), $"{kept.Count} checkpoints, the largest of {largest?.Size} leaves");
        return failures == 0 ? 0 : 1;
    }

    private IEnumerable<string[]> LinesOf(string kind) => _all.SelectMany(static worker => worker.Lines).Select(static line => line.Split(' ')).Where(line => line[0] == kind);

    private static LogHead Read(string base64, NoteVerifierKey key)
    {
        if (!SignedNote.TryParse(Convert.FromBase64String(base64), out SignedNote? note, out string? problem) || !note.Verify(key).Holds || !Checkpoint.TryParse(note.Text, out Checkpoint? checkpoint))
            throw new InvalidOperationException($"a checkpoint was told that is none: {problem}");
        return new LogHead(checkpoint.Size, checkpoint.Root);
    }

    private static async Task<bool> GoesOnAsync(PostgresAnchorStore anchors, List<LogHead> kept, CancellationToken cancellationToken)
    {
        ILookup<long, MerkleHash> roots = kept.ToLookup(static head => head.Size, static head => head.Root);
        CompactRange range = new();
        int seen = 0;
        await using IAnchorSnapshot snapshot = await anchors.OpenSnapshotAsync(cancellationToken);
        await foreach (IndexedAnchorLeaf leaf in snapshot.ReadLeavesAsync(0, cancellationToken))
        {
            range.Append(leaf.Leaf.GetHash());
            foreach (MerkleHash root in roots[range.Size])
            {
                if (root != range.GetRoot())
                    return false;
                seen++;
            }
        }

        return seen == kept.Count;
    }
}
