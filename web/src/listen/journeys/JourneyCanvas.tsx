import '@xyflow/react/dist/base.css';
import { Background, Controls, type Edge, type Node, ReactFlow, useNodesState, useReactFlow, useStore } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { pickText } from '../../app/words';
import { useFormat } from '../../design/format';
import css from './Canvas.module.css';
import { type Draft, type Place, placesOf } from './draft';
import type { JourneyFigures } from './reads';
import { StageNode, StepNode } from './StepNode';

const nodeTypes = { step: StepNode, stage: StageNode };
const width = 232;
const height = 124;
const head = 48;

interface JourneyCanvasProps {
  draft: Draft;
  figures: JourneyFigures | undefined;
  may: boolean;
  open: (place: Place) => void;
  move: (from: Place, to: Place) => void;
}

/** Phases are columns, steps stand under each other: the place says the order, so nothing else has to be kept. */
function nodesOf({ draft, figures, may, open }: JourneyCanvasProps, language: string): Node[] {
  const stages = draft.stages.map((stage, index) => ({
    id: stage.key,
    type: 'stage',
    position: { x: index * width, y: 0 },
    data: { name: pickText(stage.name, language) },
    draggable: false,
    selectable: false,
    focusable: false,
  }));
  const steps = placesOf(draft).map(({ step, place }) => ({
    id: step.key,
    type: 'step',
    position: { x: place.stage * width, y: head + place.index * height },
    data: { step, figure: figures?.steps.find((one) => one.touchpoint === step.touchpoint), open: () => open(place) },
    draggable: may,
    focusable: false,
  }));
  return [...stages, ...steps];
}

function edgesOf(draft: Draft, figures: JourneyFigures | undefined, percent: (value: number) => string): Edge[] {
  const steps = placesOf(draft);
  const planned = steps.slice(1).map(({ step, place }, index) => {
    const from = steps[index];
    const down = from?.place.stage === place.stage;
    return {
      id: `${from?.step.key}-${step.key}`,
      source: from?.step.key ?? '',
      target: step.key,
      sourceHandle: down ? 'below' : 'right',
      targetHandle: down ? 'above' : 'left',
      type: 'smoothstep',
      focusable: false,
    };
  });
  const strayed = steps.flatMap(({ step }) => {
    const figure = figures?.steps.find((one) => one.touchpoint === step.touchpoint);
    const to = steps.find((one) => one.step.touchpoint === figure?.strayed_to)?.step.key;
    const share = figure?.strayed.value;
    if (!to || typeof share !== 'number' || share < 25) return [];
    return [
      {
        id: `${step.key}-strayed`,
        source: step.key,
        target: to,
        sourceHandle: 'out',
        targetHandle: 'in',
        className: css.strayed,
        label: percent(share),
        labelStyle: { fill: 'var(--bad)', fontWeight: 600 },
        labelBgStyle: { fill: 'var(--sheet)' },
        focusable: false,
      },
    ];
  });
  return [...planned, ...strayed];
}

/** Where a dropped node belongs: the column under it, and the nearest gap between its steps. */
function placeAt(draft: Draft, from: Place, x: number, y: number): Place {
  const stage = Math.max(0, Math.min(draft.stages.length - 1, Math.round(x / width)));
  const index = Math.max(0, Math.round((y - head) / height));
  const most = (draft.stages[stage]?.steps.length ?? 0) - (stage === from.stage ? 1 : 0);
  return { stage, index: Math.min(most, index) };
}

const fit = { padding: 0.04, maxZoom: 1 };

/** On a wide screen the whole journey is in sight, also after a step or a phase has come or gone. */
function Whole({ shape }: { shape: string }) {
  const { fitView } = useReactFlow();
  const height = useStore((state) => state.height);
  // biome-ignore lint/correctness/useExhaustiveDependencies: when these change, what is in sight has
  useEffect(() => {
    if (window.innerWidth > 720) void fitView(fit);
  }, [shape, height, fitView]);
  return null;
}

/** The journey drawn. Everything on it can also be done in the list below, by keyboard and by screen reader. */
export function JourneyCanvas(props: JourneyCanvasProps) {
  const { draft, figures, may, open, move } = props;
  const { i18n } = useTranslation();
  const format = useFormat();
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the nodes are made of
  const made = useMemo(() => nodesOf(props, i18n.language), [draft, figures, may, open, i18n.language]);
  const edges = useMemo(() => edgesOf(draft, figures, (value) => format.withUnit(value, 'percent')), [draft, figures, format]);
  const [nodes, setNodes, changeNodes] = useNodesState(made);
  useEffect(() => setNodes(made), [made, setNodes]);
  const rows = Math.max(1, ...draft.stages.map((stage) => stage.steps.length));
  return (
    <div className={css.canvas} style={{ height: Math.min(640, head + rows * height + 56) }}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={nodeTypes}
        onNodesChange={changeNodes}
        onNodeDragStop={(_, node) => {
          const from = placesOf(draft).find(({ step }) => step.key === node.id)?.place;
          if (!from) return;
          const to = placeAt(draft, from, node.position.x, node.position.y);
          if (to.stage === from.stage && to.index === from.index) setNodes(made);
          else move(from, to);
        }}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        deleteKeyCode={null}
        zoomOnScroll={false}
        preventScrolling={false}
        minZoom={0.35}
        maxZoom={1.2}
        fitView={window.innerWidth > 720}
        defaultViewport={{ x: 16, y: 12, zoom: 0.85 }}
        fitViewOptions={fit}
      >
        <Whole shape={draft.stages.map((stage) => stage.steps.length).join()} />
        <Background gap={24} size={1} />
        <Controls showInteractive={false} position="bottom-left" />
      </ReactFlow>
    </div>
  );
}
