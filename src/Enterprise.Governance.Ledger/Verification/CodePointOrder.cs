namespace Enterprise.Governance.Ledger.Verification;

/// <summary>The order of ids in the stores: by code point, which is that of their UTF-8. UTF-16 has the surrogates before some characters that they come after.</summary>
internal static class CodePointOrder
{
    internal static int Compare(string left, string right)
    {
        int same = left.AsSpan().CommonPrefixLength(right);
        return same == left.Length || same == right.Length ? left.Length.CompareTo(right.Length) : Rank(left[same]).CompareTo(Rank(right[same]));
    }

    private static int Rank(char c) => char.IsSurrogate(c) ? c + 0x10000 : c;
}
