using Enterprise.Governance.Anchoring;
using Enterprise.Governance.Ledger;
using Enterprise.Governance.Postgres;

/// <summary>Archives the runs of a database until it is killed or none is left; says which have left.</summary>
internal static class Archiving
{
    internal static async Task RunAsync(GovernancePostgresDatabase database, string secret, string signingKey, string directory)
    {
        using RunArchiver archiver = new(
            new PostgresAnchorStore(database), new AuditKeyRing(new AuditKey("k0", secret)), new AnchoringOptions { SigningKey = signingKey, LeaseLifetime = TimeSpan.FromSeconds(1) });
        while (true)
        {
            Console.WriteLine("begin");
            try
            {
                await foreach (ArchiveResult result in archiver.ArchiveAsync(new ArchiveRequest { Before = DateTimeOffset.MaxValue, Directory = directory }))
                    Console.WriteLine($"{result.Outcome} {result.RunId}");
                Console.WriteLine("end");
                return;
            }
            catch (Enterprise.Governance.GovernanceException e) when (e.IsTransient)
            {
                // The lease of a worker that was killed runs out.
            }
        }
    }
}
