using Microsoft.EntityFrameworkCore;

namespace HostTransaction;

/// <summary>The host's tables, as EF Core sees them.</summary>
internal sealed class OrderContext(DbContextOptions<OrderContext> options) : DbContext(options)
{
    internal DbSet<Order> Orders => Set<Order>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Order>(static order =>
    {
        order.ToTable("orders").HasKey(static o => o.Id);
        order.Property(static o => o.Id).HasColumnName("id");
        order.Property(static o => o.Customer).HasColumnName("customer");
        order.Property(static o => o.Cents).HasColumnName("cents");
    });
}
