using System.Text;
using Enterprise.Governance.Policies;

namespace Enterprise.Governance.Conformance;

/// <summary>What every <see cref="IPolicySetStore"/> promises. A store's tests derive from this and open it.</summary>
public abstract class PolicySetStoreConformance : IAsyncLifetime
{
    /// <summary>Opens the versions once more, as another process would; the first call creates them.</summary>
    protected abstract ValueTask<IPolicySetStore> OpenAsync();

    public virtual ValueTask InitializeAsync() => default;

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Write_ReadElsewhere_ReturnsTheSameBytes()
    {
        byte[] document = Encoding.UTF8.GetBytes("{\"rules\":[\"\u00e9 e\u0301 \ud83d\ude80 \\u0000 \\\"quoted\\\" {}\"]}");
        await (await OpenAsync()).WriteAsync("v1", document, default);

        ReadOnlyMemory<byte>? read = await (await OpenAsync()).ReadAsync("v1", default);

        read!.Value.ToArray().Should().Equal(document);
    }

    [Fact]
    public async Task Write_Repeated_ChangesNothingAndSucceeds()
    {
        IPolicySetStore store = await OpenAsync();
        await store.WriteAsync("v1", "{}"u8.ToArray(), default);

        await store.WriteAsync("v1", "{\"other\":1}"u8.ToArray(), default);

        (await store.ReadAsync("v1", default))!.Value.ToArray().Should().Equal("{}"u8.ToArray());
    }

    [Fact]
    public async Task Write_TheSameVersionFromManyAtOnce_Succeeds()
    {
        IPolicySetStore[] stores = [await OpenAsync(), await OpenAsync(), await OpenAsync()];

        await Task.WhenAll(Enumerable.Range(0, 60).Select(i => Task.Run(() => stores[i % 3].WriteAsync($"v{i % 4}", "{}"u8.ToArray(), default).AsTask())));

        (await stores[0].ReadAsync("v3", default)).Should().NotBeNull();
    }

    [Fact]
    public async Task Read_UnknownVersion_IsNull() => (await (await OpenAsync()).ReadAsync("nothing", default)).Should().BeNull();

    [Fact]
    public async Task Activate_AWrittenVersion_IsInForceForThatTenantAlone()
    {
        IPolicySetStore store = await OpenAsync();
        await store.WriteAsync("v1", "{}"u8.ToArray(), default);
        await store.WriteAsync("v2", "{ }"u8.ToArray(), default);

        (await store.ActivateAsync("acme", "v1", default)).Should().BeTrue();
        (await store.GetActiveAsync("acme", default)).Should().Be("v1");
        (await store.ActivateAsync("acme", "v2", default)).Should().BeTrue();

        (await (await OpenAsync()).GetActiveAsync("acme", default)).Should().Be("v2");
        (await store.GetActiveAsync("Acme", default)).Should().BeNull("identifiers are compared by code point");
    }

    [Fact]
    public async Task Activate_AVersionThatNobodyWrote_ChangesNothing()
    {
        IPolicySetStore store = await OpenAsync();
        await store.WriteAsync("v1", "{}"u8.ToArray(), default);
        await store.ActivateAsync("acme", "v1", default);

        (await store.ActivateAsync("acme", "v9", default)).Should().BeFalse();

        (await store.GetActiveAsync("acme", default)).Should().Be("v1");
    }

    [Fact]
    public async Task Activate_Null_LeavesTheTenantToTheOtherSources()
    {
        IPolicySetStore store = await OpenAsync();
        await store.WriteAsync("v1", "{}"u8.ToArray(), default);
        await store.ActivateAsync("acme", "v1", default);

        (await store.ActivateAsync("acme", null, default)).Should().BeTrue();
        (await store.ActivateAsync("nobody", null, default)).Should().BeTrue();

        (await store.GetActiveAsync("acme", default)).Should().BeNull();
    }
}
