using System.Text.Json.Nodes;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Spico.Protocol.V1;
using Spico.Protocol.Wire;

namespace Spico.Protocol.Tests.Golden;

public sealed class GoldenExampleTests
{
    public static TheoryData<string> Names => [.. GoldenExample.All.Select(example => example.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_is_the_same_frame_in_both_encodings(string name)
    {
        GoldenExample example = Find(name);
        byte[] bytes = GoldenExample.Encode(FrameCodecs.Protobuf, example.Frame);
        string hex = string.Concat(Convert.ToHexStringLower(bytes).Chunk(64).Select(line => new string(line) + "\n"));
        if (Environment.GetEnvironmentVariable("SPICO_UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(example.HexPath, hex);
        }

        string kept = File.ReadAllText(example.HexPath);
        Assert.Equal(kept, hex);
        Frame decoded = GoldenExample.Decode(
            FrameCodecs.Protobuf, Convert.FromHexString(kept.Replace("\n", "", StringComparison.Ordinal)));
        Assert.Equal(example.Frame, decoded);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void An_example_is_what_the_JSON_codec_writes(string name)
    {
        GoldenExample example = Find(name);

        JsonNode? written = JsonNode.Parse(GoldenExample.Encode(FrameCodecs.Json, example.Frame));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(example.Json), written), written?.ToJsonString());
    }

    [Fact]
    public void Every_kind_of_frame_command_reply_push_and_fact_has_an_example()
    {
        var seen = new HashSet<FieldDescriptor>();
        foreach (GoldenExample example in GoldenExample.All)
        {
            Walk(example.Frame, seen);
        }

        MessageDescriptor[] kinds = [Frame.Descriptor, Command.Descriptor, Reply.Descriptor, Push.Descriptor,
            Fact.Descriptor, Hello.Descriptor, OpenStreamResponse.Descriptor];
        Assert.Empty(kinds.SelectMany(kind => kind.Oneofs).SelectMany(oneof => oneof.Fields)
            .Where(field => !seen.Contains(field)).Select(field => field.FullName));
    }

    [Fact]
    public void The_ids_of_the_examples_belong_together()
    {
        CreateConversationRequest create = Find("command-create-conversation").Frame.Command.CreateConversation;
        Welcome welcome = Find("welcome").Frame.Welcome;
        Assert.True(RequestId.TryFrom(create.RequestId, out RequestId request));
        Assert.True(PersonId.TryFrom(welcome.Person, out PersonId alice));

        Assert.Equal(
            StreamId.OpenedBy(StreamKind.Conversation, alice, request).ToByteString(),
            Find("reply-create-conversation").Frame.Reply.CreateConversation.Conversation);
        Assert.Equal(StreamId.InboxOf(alice).ToByteString(), welcome.Inbox);
    }

    private static GoldenExample Find(string name) => GoldenExample.All.Single(example => example.Name == name);

    private static void Walk(IMessage message, HashSet<FieldDescriptor> seen)
    {
        foreach (OneofDescriptor oneof in message.Descriptor.Oneofs)
        {
            if (oneof.Accessor.GetCaseFieldDescriptor(message) is { } field)
            {
                seen.Add(field);
                if (field.FieldType == FieldType.Message)
                {
                    Walk((IMessage)field.Accessor.GetValue(message), seen);
                }
            }
        }
    }
}
