using Enterprise.Governance.Ledger;
using Npgsql;

namespace HostTransaction;

/// <summary>Places orders with plain Npgsql.</summary>
internal static class PlainOrders
{
    internal static async Task<PendingReceipt> PlaceAsync(NpgsqlDataSource dataSource, ILedger ledger, string runId, Order order, CancellationToken cancellationToken = default)
    {
        await using NpgsqlConnection connection = await dataSource.OpenConnectionAsync(cancellationToken);
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using (NpgsqlCommand insert = new("INSERT INTO orders (id, customer, cents) VALUES ($1, $2, $3)", connection, transaction))
        {
            insert.Parameters.AddRange(new NpgsqlParameter[] { new() { Value = order.Id }, new() { Value = order.Customer }, new() { Value = order.Cents } });
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        PendingReceipt receipt = await ledger.AppendAsync(transaction, runId, OrderEvents.Placed(order), cancellationToken: cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return receipt;
    }
}
