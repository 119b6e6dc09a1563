namespace Enterprise.Governance.Json;

/// <summary>Kinds of refusal of <see cref="CanonicalJson"/>.</summary>
public enum CanonicalJsonError
{
    /// <summary>The text is not JSON (RFC 8259).</summary>
    Syntax,

    /// <summary>Bytes are not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>An escape names half of a surrogate pair.</summary>
    LoneSurrogate,

    /// <summary>An object has the same member name twice.</summary>
    DuplicateKey,

    /// <summary>A number is beyond an IEEE 754 double.</summary>
    NumberOutOfRange,

    /// <summary>An integer that a double would round; only refused when <see cref="CanonicalJsonOptions.RefuseRoundedIntegers"/> is set.</summary>
    RoundedInteger,

    /// <summary>Arrays and objects are nested deeper than <see cref="CanonicalJsonOptions.MaxDepth"/>.</summary>
    TooDeep,

    /// <summary>An object has a member that <see cref="CanonicalJsonOptions.ReservedMember"/> keeps for the library.</summary>
    ReservedMember,
}
