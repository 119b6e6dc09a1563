namespace HostTransaction;

/// <summary>A row of the host. The amount is in cents.</summary>
internal sealed class Order
{
    public required string Id { get; init; }

    public required string Customer { get; init; }

    public required long Cents { get; init; }
}
