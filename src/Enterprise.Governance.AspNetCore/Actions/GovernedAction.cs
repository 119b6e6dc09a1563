namespace Enterprise.Governance.AspNetCore.Actions;

/// <summary>The action that an endpoint is. Immutable.</summary>
internal sealed record GovernedAction(string Action, string? Tool, long CostUnits, bool IsIdempotent, ArgumentCapture? Capture)
{
    internal ActionCall Call(ReadOnlyMemory<byte> args, string? idempotencyKey) =>
        new(Action, Tool, args, idempotencyKey) { CostUnits = CostUnits, IsIdempotent = IsIdempotent, Capture = Capture };
}
