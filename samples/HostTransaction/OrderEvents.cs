using System.Text.Json.Serialization;
using Enterprise.Governance.Ledger;

namespace HostTransaction;

/// <summary>What the ledger is told of orders.</summary>
internal static class OrderEvents
{
    internal static LedgerEvent Placed(Order order) => LedgerEvent.Create("order.placed", order, OrderJson.Default.Order);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(Order))]
internal sealed partial class OrderJson : JsonSerializerContext;
