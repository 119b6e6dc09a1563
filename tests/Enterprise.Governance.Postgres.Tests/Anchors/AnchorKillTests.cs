using System.Collections.Concurrent;
using System.Globalization;
using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres.Tests.Processes;

namespace Enterprise.Governance.Postgres.Tests.Anchors;

/// <summary>Kills processes that append to one log, again and again, and looks at what is left. <c>eng/full.sh</c> kills more of them.</summary>
public sealed class AnchorKillTests(ITestOutputHelper output)
{
    private const int Workers = 2;

    [Fact]
    public async Task TwoProcessesOnOneLog_KilledAtRandomAndReplaced_LeaveItWholeWithEveryCommitThatWasConfirmed()
    {
        int kills = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_ANCHOR_KILLS") ?? "8", CultureInfo.InvariantCulture);
        int seed = int.Parse(Environment.GetEnvironmentVariable("GOVERNANCE_ANCHOR_SEED") ?? Random.Shared.Next(1, 1_000_000).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        output.WriteLine($"kills {kills}, seed {seed}");
        await using PostgresTestDatabase database = await PostgresTestDatabase.CreateAsync(PostgresFeatures.Ledger | PostgresFeatures.Anchoring);
        string store = (await PostgresCluster.GetAsync()).ConnectionString(database.Name, PostgresCluster.App);
        ConcurrentBag<string> told = [];

        await Task.WhenAll(Enumerable.Range(0, Workers).Select(slot => KillAsync(store, kills / Workers, new Random(seed + slot), told)));

        await using GovernancePostgresDatabase left = database.Open();
        List<MerkleHash> roots = await AnchorStoreWholeness.RequireAsync(new PostgresAnchorStore(left));
        string[][] done = [.. told.Where(static line => line.StartsWith("done ", StringComparison.Ordinal)).Select(static line => line.Split(' '))];
        done.Should().NotBeEmpty();
        foreach (string[] commit in done)
            roots[int.Parse(commit[1], CultureInfo.InvariantCulture)].ToString().Should().Be(commit[2], "what was confirmed is for ever");
        done.Select(static commit => commit[1]).Should().OnlyHaveUniqueItems("a size is reached once");
        output.WriteLine($"{done.Length} commits confirmed, {told.Count} lines, {roots.Count - 1} leaves");
    }

    private static async Task KillAsync(string store, int kills, Random random, ConcurrentBag<string> told)
    {
        for (; kills > 0; kills--)
        {
            await using WorkerProcess worker = WorkerProcess.Run(typeof(AnchorWorkerProgram).Assembly.Location, store, random.Next().ToString(CultureInfo.InvariantCulture));
            for (int lines = random.Next(1, 20); lines > 0; lines--)
                told.Add((await worker.ReadAsync())!);
            worker.Kill();
            foreach (string line in await worker.ReadToEndAsync())
                told.Add(line);
        }
    }
}
