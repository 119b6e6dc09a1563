using Enterprise.Governance;

namespace Quickstart.Replay;

/// <summary>What happened in one run, for the table.</summary>
internal sealed class RunTally(string name)
{
    internal string Name { get; } = name;

    internal string? RunId { get; set; }

    internal RunState State { get; set; } = RunState.Running;

    internal int Actions { get; set; }

    internal int Completed { get; set; }

    internal int Denied { get; set; }

    internal int Approvals { get; set; }

    internal int RateLimited { get; set; }

    internal int BudgetExceeded { get; set; }

    internal bool Resumed { get; set; }

    internal long CostUnits { get; set; }

    internal long Events { get; set; }

    /// <summary>Gets the index of the step at which the run goes on; steps before it are done.</summary>
    internal int Position { get; set; }

    internal bool IsParked => State == RunState.WaitingApproval;
}
