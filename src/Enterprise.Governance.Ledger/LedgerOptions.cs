using System.ComponentModel.DataAnnotations;

namespace Enterprise.Governance.Ledger;

/// <summary>Keys and limits of the ledger.</summary>
public sealed class LedgerOptions
{
    /// <summary>Gets or sets the secret of key <c>k0</c>; what operators set as <c>AUDIT_SECRET</c>.</summary>
    /// <value>Must be set unless <see cref="AuditKeysJson"/> is.</value>
    public string? AuditSecret { get; set; }

    /// <summary>Gets or sets the key ring as JSON; what operators set as <c>AUDIT_KEYS_JSON</c>.</summary>
    /// <value><see langword="null"/> by default; see <see cref="AuditKeyRing.Parse"/>.</value>
    public string? AuditKeysJson { get; set; }

    /// <summary>Gets or sets how often an <see cref="IAuditKeyProvider"/> of the host is asked for the keys.</summary>
    /// <value>One second to one day; five minutes by default.</value>
    public TimeSpan KeyRefreshInterval { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Gets or sets whether a ring with a key that <see cref="AuditKeyRing.FindWeaknesses"/> names is refused.</summary>
    /// <value><see langword="false"/> by default; <c>AddEnterpriseGovernance</c> sets it everywhere but in Development.</value>
    public bool RefuseWeakKeys { get; set; }

    /// <summary>Gets or sets the most bytes of an event's canonical text.</summary>
    /// <value>1 MiB by default; 1,024 bytes of it are kept for the envelope around the data.</value>
    [Range(2048, 64 * 1024 * 1024)]
    public int MaxEventBytes { get; set; } = 1024 * 1024;

    /// <summary>Gets or sets the deepest nesting of an event's data.</summary>
    /// <value>128 by default.</value>
    [Range(1, 1024)]
    public int MaxDepth { get; set; } = 128;

    /// <summary>Gets whether the keys come from an <see cref="IAuditKeyProvider"/> of the host, so that none need be set here.</summary>
    /// <value><see langword="false"/> by default; <c>UseAuditKeys</c> sets it.</value>
    public bool HasProvider { get; internal set; }
}
