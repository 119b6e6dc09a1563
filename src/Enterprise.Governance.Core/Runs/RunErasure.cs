namespace Enterprise.Governance;

/// <summary>The result of erasing a run. Immutable.</summary>
/// <param name="Status">What became of it.</param>
/// <param name="Values">How many personal values beside the chain were erased.</param>
/// <param name="Approvals">How many approvals lost their arguments.</param>
/// <param name="Results">How many stored results were erased.</param>
/// <remarks>Everything that was left is erased: for a repeat all counts are 0.</remarks>
public sealed record RunErasure(RunErasureStatus Status, long Values = 0, long Approvals = 0, long Results = 0);
