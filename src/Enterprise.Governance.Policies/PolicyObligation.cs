using System.Text;

namespace Enterprise.Governance.Policies;

/// <summary>Something that whoever carries out an action owes afterwards, as the rule states it. Immutable.</summary>
public sealed class PolicyObligation
{
    internal PolicyObligation(string type, byte[] utf8Json)
    {
        Type = type;
        Utf8Json = utf8Json;
    }

    /// <summary>Gets the obligation's <c>type</c>.</summary>
    public string Type { get; }

    /// <summary>Gets the whole object in canonical form (RFC 8785), <c>type</c> included.</summary>
    public ReadOnlyMemory<byte> Utf8Json { get; }

    /// <summary>Returns the whole object as text.</summary>
    /// <returns>Canonical JSON.</returns>
    public override string ToString() => Encoding.UTF8.GetString(Utf8Json.Span);
}
