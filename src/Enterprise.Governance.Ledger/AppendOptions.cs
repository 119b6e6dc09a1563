namespace Enterprise.Governance.Ledger;

/// <summary>Conditions of an append. Immutable.</summary>
public sealed record AppendOptions
{
    /// <summary>Gets a key that makes a repeated append of the same events return the first receipts instead of appending again.</summary>
    /// <value>1 to 200 characters, unique within the run; <see langword="null"/> by default.</value>
    public string? IdempotencyKey { get; init; }

    /// <summary>Gets the seq that the run's last event must have for the append to happen; 0 means that the run must be new.</summary>
    /// <value><see langword="null"/> by default: any.</value>
    public long? ExpectedSeq { get; init; }
}
