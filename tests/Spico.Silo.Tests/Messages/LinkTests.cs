using Google.Protobuf;
using Spico.Protocol;
using Spico.Protocol.V1;
using Spico.Silo.Messages;
using Spico.Silo.Streams;
using Spico.Silo.Tests.Streams;
using ErrorCode = Spico.Protocol.V1.ErrorCode;

namespace Spico.Silo.Tests.Messages;

public sealed class LinkTests(Cluster clinic) : IClassFixture<Cluster>
{
    private readonly PersonId _alice = PersonId.New();
    private readonly StreamId _patient =
        StreamId.OpenedBy(StreamKind.Patient, PersonId.New(), RequestId.New());

    private ByteString Dossier => StreamId.DossierOf(_patient).ToByteString();

    [Fact]
    public async Task A_message_leads_to_dossiers_and_to_entries_of_theirs()
    {
        StreamId round = await clinic.GroupAsync(_alice);
        DossierLink[] links = [new() { Dossier = Dossier }, new() { Dossier = Dossier, Entry = 7 }];
        ulong seq = (await PostAsync(round, links)).PostMessage.Position.Seq;
        Fact read = (await clinic.ReadAllAsync(_alice, round)).Single(fact => fact.Seq == seq);
        Assert.Equal(links, read.MessagePosted.Links);

        Refused(ErrorCode.InvalidArgument, await PostAsync(round, links[0], links[0]));
        Refused(
            ErrorCode.InvalidArgument, await PostAsync(round, new DossierLink { Dossier = round.ToByteString() }));
        Refused(ErrorCode.InvalidArgument, await PostAsync(round, new DossierLink()));
        Refused(ErrorCode.InvalidArgument, await PostAsync(
            round, new DossierLink { Dossier = Dossier, Entry = ulong.MaxValue }));
        Refused(ErrorCode.TooLarge, await PostAsync(round,
        [
            .. Enumerable.Range(1, MessageLimits.Links + 1)
                .Select(entry => new DossierLink { Dossier = Dossier, Entry = (ulong)entry }),
        ]));

        static void Refused(ErrorCode code, Reply reply) =>
            Assert.Equal((code, "links"), (reply.Error?.Code, reply.Error?.Field));
    }

    [Fact]
    public void What_is_said_of_a_patient_leads_to_no_other_patient()
    {
        var own = new DossierLink { Dossier = Dossier };
        var other = new DossierLink
        {
            Dossier = StreamId.DossierOf(StreamId.OpenedBy(StreamKind.Patient, _alice, RequestId.New())).ToByteString(),
        };
        var patient = new Patient { Id = _patient.ToByteString() };
        Assert.Null(LinkRules.Check(new MessagePosted { Links = { own } }.Links, patient));
        Assert.Null(LinkRules.Check(new MessagePosted { Links = { other } }.Links, null));
        Assert.Equal("links", LinkRules.Check(new MessagePosted { Links = { own, other } }.Links, patient)!.Field);
    }

    private async Task<Reply> PostAsync(StreamId round, params DossierLink[] links)
    {
        PostMessageRequest message = Cluster.Message(round, "voir le dossier");
        message.Links.Add(links);
        return await clinic.Conversation(round).Post(Cluster.As(_alice), message);
    }
}
