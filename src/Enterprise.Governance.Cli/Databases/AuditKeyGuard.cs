using Enterprise.Governance.Cli.Hosting;
using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Databases;

/// <summary>Compares the tool's audit keys with those that the database knows, without registering or activating any.</summary>
internal static class AuditKeyGuard
{
    /// <summary>Refuses a key that has another secret or algorithm than the database was written with: every event would look forged.</summary>
    internal static async Task RequireSameKeysAsync(ILedgerStore store, ChainSealer sealer, CancellationToken cancellationToken)
    {
        IReadOnlyList<AuditKeyRecord> known = await ReadAsync(store, cancellationToken);
        foreach (AuditKeyRecord mine in sealer.DescribeKeys())
        {
            if (known.FirstOrDefault(record => record.Kid == mine.Kid) is { } stored && stored.CheckValue != mine.CheckValue)
                throw CliFailure.Refused($"the audit key `{mine.Kid}` is not the one this database was written with; give the right secret. If it is the right one, the table audit_keys was altered");
        }
    }

    /// <summary>Refuses to write with a key that no host has made active: opening the ledger would activate it for all of them.</summary>
    internal static async Task RequireActivatedAsync(ILedgerStore store, ChainSealer sealer, CancellationToken cancellationToken)
    {
        await RequireSameKeysAsync(store, sealer, cancellationToken);
        IReadOnlyList<AuditKeyRecord> known = await ReadAsync(store, cancellationToken);
        IReadOnlyList<AuditKeyRecord> mine = sealer.DescribeKeys();
        foreach (AuditKeyRecord key in mine)
        {
            AuditKeyRecord? stored = known.FirstOrDefault(record => record.Kid == key.Kid);
            if (stored is null)
                throw CliFailure.Refused($"the database does not know the audit key `{key.Kid}`; the tool registers none, a host does");
            if (ReferenceEquals(key, mine[0]) && stored.Generation is null)
                throw CliFailure.Refused($"the audit key `{key.Kid}` was never active in this database; the tool activates none, a host does");
        }
    }

    private static async Task<IReadOnlyList<AuditKeyRecord>> ReadAsync(ILedgerStore store, CancellationToken cancellationToken)
    {
        await using ILedgerSnapshot snapshot = await store.OpenSnapshotAsync(cancellationToken);
        return await snapshot.ReadKeysAsync(cancellationToken);
    }
}
