// The yardstick: the least a bot on botbuilder does, as Microsoft's echo sample has it, in a process of its own.
import { ActivityHandler, CloudAdapter, ConfigurationBotFrameworkAuthentication, MessageFactory } from 'botbuilder';
import restify from 'restify';
import { answerParent } from '../support/child.mjs';

const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
const bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  await context.sendActivity(MessageFactory.text(`Echo: ${context.activity.text}`));
  await next();
});

const server = restify.createServer();
server.use(restify.plugins.bodyParser());
server.post('/api/messages', async (request, response) => {
  await adapter.process(request, response, (context) => bot.run(context));
});
// As the bot does, or a message is sent now and then on a connection that is just closing.
server.server.keepAliveTimeout = 90_000;
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));

answerParent(
  { url: `http://127.0.0.1:${server.address().port}/api/messages` },
  {
    async end() {
      server.server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  },
);
