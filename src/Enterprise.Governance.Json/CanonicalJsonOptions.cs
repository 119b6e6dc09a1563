using System.Text;

namespace Enterprise.Governance.Json;

/// <summary>What <see cref="CanonicalJson"/> refuses beyond RFC 8785 and I-JSON. Immutable.</summary>
public sealed record CanonicalJsonOptions
{
    /// <summary>The defaults: depth 1,024, nothing refused beyond RFC 8785 and I-JSON.</summary>
    public static CanonicalJsonOptions Default { get; } = new();

    /// <summary>Gets the deepest nesting of arrays and objects that is accepted.</summary>
    /// <value>1,024 by default; <c>[]</c> has depth 1.</value>
    public int MaxDepth { get; init; } = 1024;

    /// <summary>Gets whether integers without fraction or exponent are refused when a double cannot hold them exactly.</summary>
    /// <value><see langword="false"/> by default: RFC 8785 rounds.</value>
    public bool RefuseRoundedIntegers { get; init; }

    /// <summary>Gets a member name that no object may have.</summary>
    /// <value><see langword="null"/> by default: none.</value>
    public string? ReservedMember
    {
        get;
        init
        {
            field = value;
            ReservedUtf8 = value is null ? null : Encoding.UTF8.GetBytes(value);
        }
    }

    /// <summary>Gets <see cref="ReservedMember"/> in UTF-8.</summary>
    internal byte[]? ReservedUtf8 { get; private init; }
}
