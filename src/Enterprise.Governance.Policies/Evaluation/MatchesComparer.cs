using System.Runtime.InteropServices;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Compares lists of matches by content, wherever they are.</summary>
internal sealed class MatchesComparer : IEqualityComparer<int[]>, IAlternateEqualityComparer<ReadOnlySpan<int>, int[]>
{
    internal static MatchesComparer Instance { get; } = new();

    public int[] Create(ReadOnlySpan<int> alternate) => alternate.ToArray();

    public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<int> alternate, int[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(int[] obj) => GetHashCode((ReadOnlySpan<int>)obj);

    public int GetHashCode(ReadOnlySpan<int> alternate)
    {
        HashCode hash = default;
        hash.AddBytes(MemoryMarshal.AsBytes(alternate));
        return hash.ToHashCode();
    }
}
