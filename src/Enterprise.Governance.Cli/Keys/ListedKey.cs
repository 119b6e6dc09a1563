using Enterprise.Governance.Ledger;

namespace Enterprise.Governance.Cli.Keys;

/// <summary>An audit key as database, events and ring know it.</summary>
/// <param name="Kid">Its id.</param>
/// <param name="Record">What the database knows of it; <see langword="null"/> if only events name it.</param>
/// <param name="Usage">What the events say; <see langword="null"/> if none names it.</param>
/// <param name="Ring">Where it stands in the ring; <see langword="null"/> if no ring was given.</param>
internal sealed record ListedKey(string Kid, AuditKeyRecord? Record, AuditKeyUsage? Usage, RingState? Ring)
{
    /// <summary>Reads all of one moment: by generation, then those that were never active.</summary>
    /// <param name="store">The chains.</param>
    /// <param name="ring">The keys of the ring, the active one first, if one was given.</param>
    /// <param name="cancellationToken">Cancels reading.</param>
    internal static async Task<IReadOnlyList<ListedKey>> ReadAsync(ILedgerStore store, IReadOnlyList<AuditKeyRecord>? ring, CancellationToken cancellationToken)
    {
        await using ILedgerSnapshot snapshot = await store.OpenSnapshotAsync(cancellationToken);
        IReadOnlyList<AuditKeyRecord> records = await snapshot.ReadKeysAsync(cancellationToken);
        List<AuditKeyUsage> usages = await snapshot.ReadKeyUsageAsync(cancellationToken).ToListAsync(cancellationToken);
        IEnumerable<ListedKey> known = records.Select(record => new ListedKey(record.Kid, record, usages.FirstOrDefault(usage => usage.Kid == record.Kid), StateOf(record.Kid, record, ring)));

        // What is no text comes as text, so two of these may look alike.
        IEnumerable<ListedKey> named = usages.Where(usage => records.All(record => record.Kid != usage.Kid)).Select(usage => new ListedKey(usage.Kid, null, usage, StateOf(usage.Kid, null, ring)));
        return [.. known.Concat(named).OrderBy(static key => key.Record?.Generation ?? long.MaxValue).ThenBy(static key => key.Kid, StringComparer.Ordinal)];
    }

    private static RingState? StateOf(string kid, AuditKeyRecord? record, IReadOnlyList<AuditKeyRecord>? ring) =>
        ring is null ? null
        : ring.FirstOrDefault(key => key.Kid == kid) is not { } mine ? RingState.No
        : record is not null && record.CheckValue != mine.CheckValue ? RingState.Differs
        : ReferenceEquals(mine, ring[0]) ? RingState.Active
        : RingState.Yes;
}
