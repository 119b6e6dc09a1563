namespace Enterprise.Governance;

/// <summary>The transitions of runs and the names of their states.</summary>
public static class RunStateExtensions
{
    private static readonly string[] Names = ["submitted", "planning", "running", "waiting_approval", "completed", "failed", "cancelled"];

    /// <summary>Tells whether a run in this state has ended for good.</summary>
    /// <param name="state">The state.</param>
    /// <returns><see langword="true"/> for completed, failed and cancelled.</returns>
    public static bool IsFinal(this RunState state) => state is RunState.Completed or RunState.Failed or RunState.Cancelled;

    /// <summary>Tells whether a run may go from this state to another; staying is allowed unless it has ended.</summary>
    /// <param name="from">The state it is in.</param>
    /// <param name="to">The state it would be in.</param>
    /// <returns>Whether that is allowed.</returns>
    public static bool CanBecome(this RunState from, RunState to) => !from.IsFinal() && (to != RunState.Submitted || from == RunState.Submitted);

    /// <summary>Returns the state's name as it is stored and shown, such as <c>waiting_approval</c>.</summary>
    /// <param name="state">The state.</param>
    /// <returns>The name.</returns>
    public static string ToStoredName(this RunState state) => Names[(int)state];

    /// <summary>Reads a stored name.</summary>
    /// <param name="name">The name, such as <c>waiting_approval</c>.</param>
    /// <returns>The state.</returns>
    /// <exception cref="ArgumentException">There is no such state.</exception>
    public static RunState ParseStoredName(string name) => Array.IndexOf(Names, name) is >= 0 and int index
        ? (RunState)index
        : throw new ArgumentException($"`{name}` is not a run state", nameof(name));
}
