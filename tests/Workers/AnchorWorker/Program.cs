using System.Globalization;
using Enterprise.Governance;
using Enterprise.Governance.Conformance;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;
using Npgsql;

// usage: AnchorWorker CONNECTION SEED: appends commits to the log of anchors until it is killed; says which it begins, and which are done with what root.
// usage: AnchorWorker archive postgres|sqlite DATABASE SECRET SIGNING_KEY DIRECTORY: archives runs instead.
if (args[0] == "archive")
{
    await Archiving.RunAsync(args[1], args[2], args[3], args[4], args[5]);
    return;
}

await using NpgsqlDataSource dataSource = new NpgsqlSlimDataSourceBuilder(args[0]).Build();
await using GovernancePostgresDatabase database = new(dataSource, new GovernancePostgresOptions { Features = PostgresFeatures.Ledger | PostgresFeatures.Anchoring, SchemaMode = SchemaMode.Validate });
PostgresAnchorStore store = new(database);
Random random = new(int.Parse(args[1], CultureInfo.InvariantCulture));
string holder = $"worker {Environment.ProcessId}";
while (true)
{
    // The lease of a worker that was killed runs out.
    if (!await store.TryLeaseAsync(holder, TimeSpan.FromMilliseconds(250), default))
        continue;
    AnchorCommit commit = await AnchorStoreLog.PlanAsync(store, holder, [.. Enumerable.Range(0, random.Next(1, 300)).Select(_ => AnchorStoreLog.Leaf($"run-{random.Next(50)}", random.Next(1, 9)))]);
    Console.WriteLine($"begin {commit.ExpectedSize}");
    if (await store.AppendAsync(commit, default))
        Console.WriteLine($"done {commit.ExpectedSize + commit.Leaves.Length} {commit.Root}");
    if (random.Next(2) == 0)
        await store.ReleaseAsync(holder, default);
}

/// <summary>Lets tests find the program.</summary>
public static partial class AnchorWorkerProgram;
