using System.Net;
using System.Net.Sockets;

namespace Enterprise.Governance.TestSupport;

/// <summary>Stands between a client and the server, and can refuse, break and stall like a server that is gone or slow.</summary>
internal sealed partial class PostgresProxy : IAsyncDisposable
{
    private readonly string _host;
    private readonly int _serverPort;

    // Guards all fields below.
    private readonly Lock _lock = new();
    private readonly List<Socket> _open = [];
    private TaskCompletionSource _flow = Completed();
    private TcpListener? _listener;

    internal PostgresProxy(string host, int port)
    {
        (_host, _serverPort) = (host, port);
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        Listen(listener);
    }

    internal int Port { get; }

    /// <summary>Refuses new connections and breaks those that are open.</summary>
    internal void Stop()
    {
        lock (_lock)
        {
            _listener?.Dispose();
            _listener = null;
            foreach (Socket socket in _open)
                socket.Dispose();
            _open.Clear();
        }
    }

    internal void Start()
    {
        TcpListener listener = new(IPAddress.Loopback, Port);
        listener.Server.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Start();
        Listen(listener);
    }

    /// <summary>Keeps the connections and passes nothing on.</summary>
    internal void Stall()
    {
        lock (_lock)
            _flow = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    internal void Flow()
    {
        lock (_lock)
            _flow.TrySetResult();
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        Flow();
        return default;
    }

    private void Listen(TcpListener listener)
    {
        lock (_lock)
            _listener = listener;
        _ = AcceptAsync(listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                Socket client = await listener.AcceptSocketAsync();
                Socket server = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                client.NoDelay = true;
                await server.ConnectAsync(_host, _serverPort);
                lock (_lock)
                    _open.AddRange([client, server]);
                Link link = new();
                _ = PassAsync(client, server, (bytes) => IsBrokenBefore(link, bytes));
                _ = PassAsync(server, client, (bytes) => IsBrokenAfter(link, bytes));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task PassAsync(Socket from, Socket to, Func<ReadOnlyMemory<byte>, bool> isBroken)
    {
        byte[] buffer = new byte[16384];
        try
        {
            while (await from.ReceiveAsync(buffer, default) is > 0 and int count)
            {
                Task flow;
                lock (_lock)
                    flow = _flow.Task;
                await flow;
                if (isBroken(buffer.AsMemory(0, count)))
                    break;
                await to.SendAsync(buffer.AsMemory(0, count), default);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Broken by one side or by Stop.
        }

        from.Dispose();
        to.Dispose();
    }

    private static TaskCompletionSource Completed()
    {
        TaskCompletionSource source = new();
        source.SetResult();
        return source;
    }
}
