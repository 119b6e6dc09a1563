using System.Runtime.CompilerServices;

namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Room for the matches of one request, on the stack. For more there is memory that is kept for the next request of the thread.</summary>
[InlineArray(16)]
internal struct MatchRoom
{
    [ThreadStatic]
    private static int[]? s_more;

    private int _first;

    /// <summary>Returns twice the room, with the same content.</summary>
    internal static Span<int> Grow(Span<int> full)
    {
        if (s_more is not { } more || more.Length <= full.Length)
        {
            more = new int[2 * full.Length];
            full.CopyTo(more);
            return s_more = more;
        }

        full.CopyTo(more);
        return more;
    }
}
