using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Testing;

namespace Spico.Silo.Tests.Nodes;

public sealed class NodeTests
{
    [Fact]
    public async Task A_new_node_is_live_and_ready_when_its_ready_file_is_there()
    {
        await using SpicoNode node = await SpicoNode.StartAsync();
        using var http = new HttpClient();

        Assert.Equal("live", await http.GetStringAsync(new Uri(node.Doors.Http + "/livez")));
        string answer = await http.GetStringAsync(new Uri(node.Doors.Http + "/readyz"));
        using var ready = JsonDocument.Parse(answer);
        Assert.True(ready.RootElement.GetProperty("ready").GetBoolean());
        Assert.Equal(node.ProcessId, node.Doors.Pid);
    }

    [Fact]
    public async Task Told_to_stop_it_says_goodbye_to_its_sessions_and_is_gone_within_ten_seconds()
    {
        await using SpicoNode node = await SpicoNode.StartAsync();
        using var connection = new TcpClient("127.0.0.1", NodeDoors.PortOf(node.Doors.Tcp!));
        NetworkStream stream = connection.GetStream();
        await stream.WriteAsync("spico.v1.proto\n"u8.ToArray(), TestContext.Current.CancellationToken);
        await Send(stream, new Frame
        {
            Hello = new Hello { AccessToken = node.Tokens.For(PersonId.New(), "Exemple") },
        });
        Assert.Equal(Frame.KindOneofCase.Welcome, (await Receive(stream)).KindCase);

        long began = Stopwatch.GetTimestamp();
        Task stopped = node.StopAsync();
        Frame last = await Receive(stream);
        await stopped;

        Assert.Equal(CloseCode.GoingAway, last.Goodbye.Code);
        Assert.Equal(0, node.ExitCode);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.Zero, TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task What_is_neither_a_command_nor_a_setting_is_refused()
    {
        string output = await SpicoNode.RefusesToStartAsync(new SpicoNodeOptions
        {
            Settings = new Dictionary<string, string> { ["Port"] = "7400" },
        });

        Assert.Contains("'Port=7400' is neither a command nor a setting", output);
    }

    private static async Task Send(Stream stream, Frame frame)
    {
        byte[] bytes = frame.ToByteArray();
        byte[] length = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(length, bytes.Length);
        await stream.WriteAsync((byte[])[.. length, .. bytes], TestContext.Current.CancellationToken);
    }

    private static async Task<Frame> Receive(Stream stream)
    {
        using var deadline = new CancellationTokenSource(Eventually.Patience);
        byte[] length = new byte[4];
        await stream.ReadExactlyAsync(length, deadline.Token);
        byte[] bytes = new byte[BinaryPrimitives.ReadInt32BigEndian(length)];
        await stream.ReadExactlyAsync(bytes, deadline.Token);
        return Frame.Parser.ParseFrom(bytes);
    }
}
