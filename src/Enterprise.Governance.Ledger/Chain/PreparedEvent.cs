using System.Collections.Immutable;
using Enterprise.Governance.Ledger.Personal;

namespace Enterprise.Governance.Ledger;

/// <summary>An event that was checked and canonicalised and has its time; it lacks only its place in the chain. Immutable.</summary>
public sealed class PreparedEvent
{
    internal PreparedEvent(string type, string timestamp, byte[] data)
    {
        Type = type;
        Timestamp = timestamp;
        Data = data;
        Comparable = data;
    }

    internal PreparedEvent(string type, string timestamp, PersonalData personal)
    {
        Type = type;
        Timestamp = timestamp;
        Data = personal.Data;
        Comparable = personal.Comparable;
        PersonalValues = personal.Values;
    }

    /// <summary>Gets the type.</summary>
    public string Type { get; }

    /// <summary>Gets the time as it will be stored.</summary>
    public string Timestamp { get; }

    /// <summary>Gets the values that the event commits to and that a store keeps beside the chain; empty for most events.</summary>
    public ImmutableArray<PersonalValue> PersonalValues { get; } = [];

    /// <summary>Gets the canonical data object, UTF-8, with a commitment in the place of each personal value.</summary>
    internal byte[] Data { get; }

    /// <summary>Gets what a repeat of the event has in common with it: the data without personal values and their salts.</summary>
    internal byte[] Comparable { get; }
}
