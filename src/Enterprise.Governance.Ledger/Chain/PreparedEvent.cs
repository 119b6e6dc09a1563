namespace Enterprise.Governance.Ledger;

/// <summary>An event that was checked and canonicalised and has its time; it lacks only its place in the chain. Immutable.</summary>
public sealed class PreparedEvent
{
    internal PreparedEvent(string type, string timestamp, byte[] data)
    {
        Type = type;
        Timestamp = timestamp;
        Data = data;
    }

    /// <summary>Gets the type.</summary>
    public string Type { get; }

    /// <summary>Gets the time as it will be stored.</summary>
    public string Timestamp { get; }

    /// <summary>Gets the canonical data object, UTF-8.</summary>
    internal byte[] Data { get; }
}
