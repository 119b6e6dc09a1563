using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Enterprise.Governance.Ledger;

/// <summary>The audit keys of a process: one makes new hashes, all verify. Immutable; never printed.</summary>
public sealed partial class AuditKeyRing : IAuditKeyProvider
{
    /// <summary>The id of a key given as a lone secret (<c>AUDIT_SECRET</c>).</summary>
    public const string DefaultKid = "k0";

    private readonly FrozenDictionary<string, AuditKey> _keys;

    /// <summary>Creates a ring.</summary>
    /// <param name="active">The key that makes new hashes.</param>
    /// <param name="others">Keys that verify, or that will be activated later.</param>
    /// <exception cref="LedgerException">Two keys share an id or a secret (<c>audit_keys_invalid</c>).</exception>
    public AuditKeyRing(AuditKey active, params IEnumerable<AuditKey> others)
    {
        ArgumentNullException.ThrowIfNull(active);
        AuditKey[] all = [active, .. others];
        if (all.CountBy(static key => key.Kid, StringComparer.Ordinal).FirstOrDefault(static pair => pair.Value > 1).Key is { } twice)
            throw Invalid($"the key id `{twice}` is given twice");
        for (int i = 0; i < all.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (CryptographicOperations.FixedTimeEquals(all[i].Secret, all[j].Secret))
                    throw Invalid($"the keys `{all[j].Kid}` and `{all[i].Kid}` have the same secret; each key needs its own");
            }
        }

        Active = active;
        _keys = all.ToFrozenDictionary(static key => key.Kid, StringComparer.Ordinal);
    }

    /// <summary>Gets the key that makes new hashes.</summary>
    public AuditKey Active { get; }

    /// <summary>Gets every key, ordered by id.</summary>
    public IEnumerable<AuditKey> Keys => _keys.Values.OrderBy(static key => key.Kid, StringComparer.Ordinal);

    /// <summary>Finds a key by its id.</summary>
    /// <param name="kid">The id.</param>
    /// <param name="key">The key.</param>
    /// <returns>Whether the ring has it.</returns>
    public bool TryGet(string kid, [NotNullWhen(true)] out AuditKey? key) => _keys.TryGetValue(kid, out key);

    /// <inheritdoc/>
    ValueTask<AuditKeyRing> IAuditKeyProvider.GetKeysAsync(CancellationToken cancellationToken) => ValueTask.FromResult(this);

    /// <summary>Returns what a store needs to recognise the keys, the active one first.</summary>
    internal IReadOnlyList<AuditKeyRecord> Describe() =>
        [.. Keys.OrderByDescending(key => key == Active).Select(static key => new AuditKeyRecord(key.Kid, key.Algorithm, null, AuditKeyCheck.Compute(key)))];

    private static LedgerException Invalid(string message) => new("audit_keys_invalid", message);
}
