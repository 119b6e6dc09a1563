namespace Enterprise.Governance.CostMetering;

/// <summary>What a settlement charged.</summary>
/// <param name="Units">The cost units charged; of a repeat, those of the first settlement.</param>
/// <param name="Tokens">The tokens counted; of a repeat, those of the first settlement.</param>
/// <param name="IsRepeat">Whether the call had been settled before; then nothing was charged now.</param>
/// <param name="HeldUnits">The units that the call's hold gave back; <see langword="null"/> if there was no hold any more.</param>
/// <param name="SettledAt">When the call was settled, by the store's clock; its UTC day is the one that was charged.</param>
public sealed record CostCharge(long Units, long Tokens, bool IsRepeat, long? HeldUnits, DateTimeOffset SettledAt);
