namespace Enterprise.Governance.Policies.Evaluation;

/// <summary>Room for more matches than the stack has; kept for the next request of the thread.</summary>
internal static class MatchRoom
{
    [ThreadStatic]
    private static int[]? s_room;

    /// <summary>Returns twice the room, with the same content.</summary>
    internal static Span<int> Grow(Span<int> full)
    {
        if (s_room is not { } room || room.Length <= full.Length)
        {
            room = new int[2 * full.Length];
            full.CopyTo(room);
            return s_room = room;
        }

        full.CopyTo(room);
        return room;
    }
}
