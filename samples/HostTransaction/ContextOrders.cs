using Enterprise.Governance.Ledger;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace HostTransaction;

/// <summary>Places orders with EF Core.</summary>
internal static class ContextOrders
{
    internal static async Task<PendingReceipt> PlaceAsync(OrderContext context, ILedger ledger, string runId, Order order, CancellationToken cancellationToken = default)
    {
        await using IDbContextTransaction transaction = await context.Database.BeginTransactionAsync(cancellationToken);
        context.Orders.Add(order);
        await context.SaveChangesAsync(cancellationToken);

        PendingReceipt receipt = await ledger.AppendAsync(transaction.GetDbTransaction(), runId, OrderEvents.Placed(order), cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return receipt;
    }
}
