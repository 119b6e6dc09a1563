using Enterprise.Governance.Ledger.Chain;

namespace Enterprise.Governance.Ledger;

/// <summary>Recomputes the hashes of stored events, of one after the other with the same state. Holds copies of secrets until it is disposed; not thread-safe.</summary>
public sealed class StoredEventHasher : IDisposable
{
    private readonly ChainHasher _hasher = new();

    /// <summary>Tells whether the hash of an event is the one that a key makes of its text and the hash before.</summary>
    /// <param name="row">The event.</param>
    /// <param name="key">The key.</param>
    /// <returns><see langword="false"/> also for an algorithm that is not known.</returns>
    public bool IsHashedBy(StoredEvent row, AuditKey key)
    {
        ArgumentNullException.ThrowIfNull(row);
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> computed = stackalloc byte[ChainHasher.Size];
        _hasher.Compute(key, row.Alg, row.PrevHash, row.Canonical.Span, computed);
        Span<char> hex = stackalloc char[ChainHasher.Size * 2];
        _ = Convert.TryToHexStringLower(computed, hex, out _);
        return AuditKeyAlgorithm.IsKnown(row.Alg) && hex.SequenceEqual(row.Hash);
    }

    /// <summary>Clears what it holds.</summary>
    public void Dispose() => _hasher.Dispose();
}
